import { Get, Param, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { AccountsService } from '../../accounts/accounts.service.js';
import { InvalidInput } from '../../kernel/errors/problem.js';
import { ApiAnswer, ApiProblem, ApiRoute } from '../../kernel/http/api-docs.js';
import { queryOf } from '../../kernel/http/request-input.js';
import { OperatorMay } from '../../operators/operator.decorators.js';
import { UserCursors } from '../../users/user-cursors.js';
import { UserList } from '../../users/user-list.js';
import { AdminController } from '../admin.decorators.js';
import { Avatars } from './avatars.js';
import {
  adminUserDetail,
  adminUserDetailOf,
  adminUserOf,
  adminUserPage,
  adminUsersFilter,
  adminUsersQuery,
  countView,
  filterOf,
  userId,
} from './users.schemas.js';
import { AdminUsersService } from './users.service.js';

const TAG = 'Users';
const params = { id: userId };

/** The users, as operators look at them. */
@AdminController('users')
export class AdminUsersController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly users: AdminUsersService,
    private readonly list: UserList,
    private readonly cursors: UserCursors,
    private readonly avatars: Avatars,
  ) {}

  @Get()
  @OperatorMay('users:read')
  @ApiRoute({
    operationId: 'listUsers',
    tag: TAG,
    summary: 'The users of one account or of all',
    description: 'Page by page, at any depth at the same cost.',
    query: adminUsersQuery,
  })
  @ApiAnswer(200, 'Some of them, in order.', { schema: adminUserPage })
  @ApiProblem(404, 'account.not_found', 'There is no such account.')
  async page(@Query() given: unknown): Promise<object> {
    const query = queryOf(adminUsersQuery, given);
    const among = query.account === undefined ? 'all' : await this.accounts.get(query.account);
    const filter = filterOf(query);
    const list = JSON.stringify(['console', query.account ?? null, query.sort, filter]);
    const after = query.cursor === undefined ? null : this.cursors.read(query.cursor, list);
    if (query.cursor !== undefined && !after)
      throw new InvalidInput([{ field: 'cursor', message: 'is not a cursor of this list' }]);
    const { users, next } = await this.list.page(among, filter, query.sort, after, query.limit);
    return {
      data: users.map(adminUserOf),
      next_cursor: next && this.cursors.write(next, list),
      has_more: next !== null,
    };
  }

  @Get('count')
  @OperatorMay('users:read')
  @ApiRoute({
    operationId: 'countUsers',
    tag: TAG,
    summary: 'How many users a filter finds',
    description: 'Exact up to ten thousand; beyond, about.',
    query: adminUsersFilter,
  })
  @ApiAnswer(200, 'How many.', { schema: countView })
  @ApiProblem(404, 'account.not_found', 'There is no such account.')
  async count(@Query() given: unknown): Promise<object> {
    const query = queryOf(adminUsersFilter, given);
    const among = query.account === undefined ? 'all' : await this.accounts.get(query.account);
    const { count, exact } = await this.list.count(among, filterOf(query));
    return { count, exact };
  }

  @Get(':id')
  @OperatorMay('users:read')
  @ApiRoute({ operationId: 'getUser', tag: TAG, summary: 'One user whole', params })
  @ApiAnswer(200, 'Fields with where they came from, sessions, links, what happened.', {
    schema: adminUserDetail,
  })
  @ApiProblem(404, 'user.not_found', 'There is no such user.')
  async one(@Param('id') id: string): Promise<object> {
    return adminUserDetailOf(await this.users.facts(id));
  }

  @Get(':id/avatar')
  @OperatorMay('users:read')
  @ApiRoute({
    operationId: 'getUserAvatar',
    tag: TAG,
    summary: 'A user’s picture',
    description: 'Fetched from WeChat by us, kept for an hour.',
    params,
  })
  @ApiAnswer(200, 'An image.')
  @ApiAnswer(204, 'There is no picture, or WeChat has dropped it.')
  @ApiProblem(404, 'user.not_found', 'There is no such user.')
  async avatar(@Param('id') id: string, @Res() response: Response): Promise<void> {
    const { avatarUrl } = (await this.users.find(id)).user;
    const avatar = avatarUrl ? await this.avatars.at(avatarUrl) : null;
    // Pictures go with time: no failure, and none in the browser's console either.
    if (!avatar) {
      response.writeHead(204, { 'Cache-Control': 'private, max-age=600' }).end();
      return;
    }
    response.writeHead(200, {
      'Content-Type': avatar.type,
      'Content-Length': avatar.bytes.length,
      'Cache-Control': 'private, max-age=3600',
      'Content-Security-Policy': "default-src 'none'",
      'X-Content-Type-Options': 'nosniff',
    });
    response.end(avatar.bytes);
  }
}
