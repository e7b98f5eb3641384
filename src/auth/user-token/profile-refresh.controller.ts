import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { accountParam } from '../../accounts/account.schemas.js';
import { AccountsService } from '../../accounts/accounts.service.js';
import { CallerScope } from '../../callers/caller.decorators.js';
import type { CallerRequest } from '../../callers/caller.gate.js';
import { Idempotent } from '../../callers/idempotent.decorator.js';
import { ApiAnswer, ApiProblem, ApiRoute } from '../../kernel/http/api-docs.js';
import { bodyOf, nothing, queryOf } from '../../kernel/http/request-input.js';
import { OpenidLinks } from '../../users/openid-links.js';
import { userDetailView } from '../../users/user-view.js';
import { openidParam, userDetail } from '../../users/users.schemas.js';
import { ProfileRefreshService } from './profile-refresh.service.js';

/** Reading a user again from WeChat, for callers. */
@Controller('api/v1/accounts/:account/users/:openid/refresh')
export class ProfileRefreshController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly profiles: ProfileRefreshService,
    private readonly links: OpenidLinks,
  ) {}

  @Post()
  @HttpCode(200)
  @CallerScope('users:write')
  @Idempotent()
  @ApiRoute({
    operationId: 'refreshUser',
    tag: 'Users',
    summary: 'Read a user again from WeChat',
    description:
      'With the user’s own token when they granted their profile and that token still works: name and avatar. Otherwise with the global token (`cgi-bin/user/info`): whether they follow, since when, remark and tags. What WeChat does not say stays as it was.',
    params: { account: accountParam, openid: openidParam },
  })
  @ApiAnswer(200, 'The user as known now, and where each field came from.', { schema: userDetail })
  @ApiProblem(404, 'account.not_found', 'There is no such account.')
  @ApiProblem(404, 'user.not_found', 'There is no such user.')
  @ApiProblem(409, 'user_token.reauthorize', 'A website app’s user must authorize again first.')
  @ApiProblem(429, 'wechat.too_many_calls', 'WeChat takes no more such calls this minute.')
  @ApiProblem(502, 'wechat.refused', 'WeChat refused; `wechat` says why.')
  @ApiProblem(503, 'token.unavailable', 'There is no global token just now.')
  @ApiProblem(503, 'wechat.quota_spent', 'WeChat takes no more such calls today.')
  async refresh(@Req() request: Request & CallerRequest): Promise<object> {
    queryOf(nothing, request.query);
    bodyOf(nothing, request.body);
    const account = await this.accounts.get(request.params['account'] as string);
    const user = await this.profiles.refresh(account, request.params['openid'] as string);
    // A key for one account is told nothing of the others.
    const linked = request.caller?.account ? [] : await this.links.of(account, user.openid);
    return userDetailView(user, linked);
  }
}
