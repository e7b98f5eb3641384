import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Account } from '../accounts/account.entity.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { CallerScope } from '../callers/caller.decorators.js';
import type { CallerRequest } from '../callers/caller.gate.js';
import { ApiAnswer, ApiProblem, ApiRoute } from '../kernel/http/api-docs.js';
import { nothing, queryOf } from '../kernel/http/request-input.js';
import { sendJson } from '../kernel/http/send-json.js';
import { UserLookup } from './user-lookup.js';
import { userView } from './user-view.js';
import { PersonUnknown } from './users.errors.js';
import { personView, unionidParam } from './users.schemas.js';

/** Persons for callers: who is who across accounts. */
@Controller('api/v1/users/by-unionid')
export class PersonsController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly lookup: UserLookup,
  ) {}

  @Get(':unionid')
  @CallerScope('users:read', { narrows: true })
  @ApiRoute({
    operationId: 'getPersonByUnionid',
    tag: 'Users',
    summary: 'A person’s openids across accounts',
    description:
      'One entry for each account that knows the person. A key for one account is told of that account alone.',
    params: { unionid: unionidParam },
  })
  @ApiAnswer(200, 'The person, account by account.', { schema: personView })
  @ApiProblem(404, 'user.person_not_found', 'Nobody here has this unionid.')
  async person(@Req() request: Request & CallerRequest, @Res() response: Response): Promise<void> {
    queryOf(nothing, request.query);
    const unionid = request.params['unionid'] as string;
    const users = await this.lookup.ofPerson(await this.accountsOf(request), unionid);
    if (users.length === 0) throw new PersonUnknown();
    sendJson(response, JSON.stringify({ unionid, data: users.map(userView) }));
  }

  /** Those that the caller may ask about. */
  private async accountsOf({ caller }: CallerRequest): Promise<readonly Account[]> {
    const all = await this.accounts.all();
    const only = caller?.account;
    return only ? all.filter(({ id }) => id === only.id) : all;
  }
}
