import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { accountParam } from '../accounts/account.schemas.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { CallerScope } from '../callers/caller.decorators.js';
import type { CallerRequest } from '../callers/caller.gate.js';
import { InvalidInput } from '../kernel/errors/problem.js';
import { ApiAnswer, ApiProblem, ApiRoute } from '../kernel/http/api-docs.js';
import { PublicAddress } from '../kernel/http/public-address.js';
import { nothing, queryOf } from '../kernel/http/request-input.js';
import { sendJson } from '../kernel/http/send-json.js';
import { OpenidLinks } from './openid-links.js';
import { UserCursors } from './user-cursors.js';
import type { TimeRange, UserFilter, UserPosition } from './user-filter.js';
import { UserList } from './user-list.js';
import { UserLookup } from './user-lookup.js';
import { userDetailView, userView } from './user-view.js';
import { UserUnknown } from './users.errors.js';
import { openidParam, userDetail, usersQuery, usersView } from './users.schemas.js';

type UsersQuery = z.output<typeof usersQuery>;

/** The users of an account for callers: lists, and one of them whole. */
@Controller('api/v1/accounts/:account/users')
export class UsersController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly list: UserList,
    private readonly lookup: UserLookup,
    private readonly links: OpenidLinks,
    private readonly cursors: UserCursors,
    private readonly address: PublicAddress,
  ) {}

  @Get()
  @CallerScope('users:read')
  @ApiRoute({
    operationId: 'listUsers',
    tag: 'Users',
    summary: 'The users of an account',
    description:
      'Page by page, at any depth at the same cost. Users who come while you read shift nothing: nobody is told twice or left out. `since` and `until` are about the time that `sort` names.',
    params: { account: accountParam },
    query: usersQuery,
  })
  @ApiAnswer(200, 'Some of them, in order.', {
    schema: usersView,
    headers: { Link: 'The next page, as `<…>; rel="next"`; absent on the last.' },
  })
  @ApiProblem(404, 'account.not_found', 'There is no such account.')
  async page(@Req() request: Request, @Res() response: Response): Promise<void> {
    const query = queryOf(usersQuery, request.query);
    const account = await this.accounts.get(request.params['account'] as string);
    const filter = filterOf(query);
    const list = JSON.stringify([account.id, query.sort, filter]);
    const after = query.cursor === undefined ? null : this.placeOf(query.cursor, list);
    const { users, next } = await this.list.page(account, filter, query.sort, after, query.limit);
    const cursor = next && this.cursors.write(next, list);
    if (cursor !== null) response.setHeader('Link', this.linkTo(request, cursor));
    const page = { data: users.map(userView), next_cursor: cursor, has_more: cursor !== null };
    sendJson(response, JSON.stringify(page));
  }

  @Get(':openid')
  @CallerScope('users:read')
  @ApiRoute({
    operationId: 'getUser',
    tag: 'Users',
    summary: 'One user, and where each field came from',
    params: { account: accountParam, openid: openidParam },
  })
  @ApiAnswer(200, 'The user, field by field.', { schema: userDetail })
  @ApiProblem(404, 'account.not_found', 'There is no such account.')
  @ApiProblem(404, 'user.not_found', 'There is no such user.')
  async one(@Req() request: Request & CallerRequest, @Res() response: Response): Promise<void> {
    queryOf(nothing, request.query);
    const account = await this.accounts.get(request.params['account'] as string);
    const user = await this.lookup.find(account, request.params['openid'] as string);
    if (!user) throw new UserUnknown();
    // A key for one account is told nothing of the others.
    const linked = request.caller?.account ? [] : await this.links.of(account, user.openid);
    sendJson(response, JSON.stringify(userDetailView(user, linked)));
  }

  private placeOf(cursor: string, list: string): UserPosition {
    const place = this.cursors.read(cursor, list);
    if (place) return place;
    const message = 'is not a cursor of this list: send next_cursor as it came, with the same parameters';
    throw new InvalidInput([{ field: 'cursor', message }]);
  }

  private linkTo({ path, query }: Request, cursor: string): string {
    const parameters = new URLSearchParams({ ...(query as Record<string, string>), cursor });
    return `<${this.address.origin}${path}?${parameters.toString()}>; rel="next"`;
  }
}

/** Since and until are about the time by which the list is ordered. */
function filterOf({ q, subscribed, scope, since, until, sort }: UsersQuery): UserFilter {
  const range: TimeRange | undefined =
    since === undefined && until === undefined
      ? undefined
      : { since: since ? new Date(since) : null, until: until ? new Date(until) : null };
  const time = sort.endsWith('last_login_at') ? 'lastLogin' : 'firstSeen';
  return { q, subscribed, scope, ...(range ? { [time]: range } : {}) };
}
