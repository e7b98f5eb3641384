import { Body, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { CallersService } from '../../callers/callers.service.js';
import { KeyNotFound } from '../../callers/callers.errors.js';
import { ApiAnswer, ApiProblem, ApiRoute } from '../../kernel/http/api-docs.js';
import { bodyOf, queryOf } from '../../kernel/http/request-input.js';
import { OperatorMay } from '../../operators/operator.decorators.js';
import { AdminController } from '../admin.decorators.js';
import { uuidParam } from '../admin.schemas.js';
import { CurrentTrail, type Trail } from '../audit-trail.js';
import {
  callerList,
  callersQuery,
  callerToAdd,
  callerView,
  callerViewOf,
  issuedView,
  roll,
  useQuery,
  useView,
  useViewOf,
} from './callers.schemas.js';

const TAG = 'Callers';
const UNKNOWN = 'No key has this id.';
const params = { id: uuidParam };

/** Backends that may call us, by their keys. */
@AdminController('callers')
export class AdminCallersController {
  constructor(private readonly callers: CallersService) {}

  @Get()
  @OperatorMay('callers:read')
  @ApiRoute({
    operationId: 'listCallers',
    tag: TAG,
    summary: 'The keys, the oldest first',
    query: callersQuery,
  })
  @ApiAnswer(200, 'The keys, without the keys themselves.', { schema: callerList })
  async list(@Query() query: unknown): Promise<object> {
    const all = queryOf(callersQuery, query).all === 'true';
    return { data: (await this.callers.list({ all })).map(callerViewOf) };
  }

  @Get('use')
  @OperatorMay('callers:read')
  @ApiRoute({
    operationId: 'getCallersUse',
    tag: TAG,
    summary: 'How often the keys were used, by day and scope',
    description: 'Counted in memory and written each minute, so a minute behind at most; kept for 90 days.',
    query: useQuery,
  })
  @ApiAnswer(200, 'The days, and what was called on them.', { schema: useView })
  async use(@Query() query: unknown): Promise<object> {
    return useViewOf(await this.callers.use(queryOf(useQuery, query).days));
  }

  @Post()
  @OperatorMay('callers:write', { confirmed: true, audit: 'caller.key_made' })
  @ApiRoute({ operationId: 'addCaller', tag: TAG, summary: 'Make a key', body: callerToAdd })
  @ApiAnswer(201, 'The key, told this once.', { schema: issuedView })
  @ApiProblem(404, 'account.not_found', 'There is no such account.')
  async add(@Body() body: unknown, @CurrentTrail() trail: Trail): Promise<object> {
    const asked = bodyOf(callerToAdd, body);
    const issued = await this.callers.create(asked);
    const { name, scopes, cidrs, days } = asked;
    Object.assign(trail, { target: issued.id, detail: { name, scopes, cidrs, days } });
    if (asked.account !== null) trail.account = asked.account;
    return { id: issued.id, key: issued.key };
  }

  @Post(':id/roll')
  @OperatorMay('callers:write', { confirmed: true, audit: 'caller.key_rolled' })
  @ApiRoute({
    operationId: 'rollCaller',
    tag: TAG,
    summary: 'Replace a key, which works on for a while',
    params,
    body: roll,
  })
  @ApiAnswer(201, 'A new key with the same rights, told this once.', { schema: issuedView })
  @ApiProblem(404, 'caller.key_not_found', UNKNOWN)
  @ApiProblem(409, 'caller.key_in_grace', 'The key was replaced already and works on for a while only.')
  async roll(@Param('id') id: string, @Body() body: unknown, @CurrentTrail() trail: Trail): Promise<object> {
    const { grace_hours: hours } = bodyOf(roll, body);
    const issued = await this.callers.roll(idOf(id), hours * 3600);
    trail.detail = { successor: issued.id, grace_hours: hours };
    return { id: issued.id, key: issued.key };
  }

  @Delete(':id')
  @OperatorMay('callers:write', { audit: 'caller.key_revoked' })
  @ApiRoute({ operationId: 'revokeCaller', tag: TAG, summary: 'End a key', params })
  @ApiAnswer(200, 'It is dead everywhere within two seconds.', { schema: callerView })
  @ApiProblem(404, 'caller.key_not_found', UNKNOWN)
  async revoke(@Param('id') id: string, @CurrentTrail() trail: Trail): Promise<object> {
    const revoked = await this.callers.revoke(idOf(id));
    trail.detail = { name: revoked.name };
    return callerViewOf(revoked);
  }
}

/** Prefixes and whole keys, which the command line takes too, have no place in an address. */
function idOf(text: string): string {
  if (!uuidParam.safeParse(text).success) throw new KeyNotFound();
  return text;
}
