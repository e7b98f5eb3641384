import { Body, Delete, HttpCode, Param, Post } from '@nestjs/common';
import { AccountsService } from '../../accounts/accounts.service.js';
import { SessionService } from '../../auth/session/session.service.js';
import { ProfileRefreshService } from '../../auth/user-token/profile-refresh.service.js';
import { NothingHere } from '../../kernel/errors/problem.js';
import { ApiAnswer, ApiProblem, ApiRoute } from '../../kernel/http/api-docs.js';
import { bodyOf } from '../../kernel/http/request-input.js';
import { LinkedOpenids } from '../../links/linked-openids.service.js';
import { CurrentOperator, OperatorMay } from '../../operators/operator.decorators.js';
import type { FoundOperatorSession } from '../../operators/operator-sessions.js';
import { ErasureService } from '../../privacy/erasure.service.js';
import { ExportService } from '../../privacy/export.service.js';
import { NothingHeld } from '../../privacy/privacy.errors.js';
import { exportView, viewOf } from '../../privacy/privacy.schemas.js';
import { UserInfoService } from '../../users/user-info.service.js';
import { AdminController } from '../admin.decorators.js';
import { sessionHandle } from '../admin.schemas.js';
import { CurrentTrail, type Trail } from '../audit-trail.js';
import {
  adminUserDetail,
  adminUserDetailOf,
  endedView,
  linkId,
  linkToMake,
  userId,
} from './users.schemas.js';
import { AdminUsersService } from './users.service.js';

const TAG = 'Users';
const UNKNOWN = 'There is no such user.';
const params = { id: userId };

/** What operators do with one user. The record names people by our own number. */
@AdminController('users/:id')
export class UserChangesController {
  constructor(
    private readonly users: AdminUsersService,
    private readonly accounts: AccountsService,
    private readonly profiles: ProfileRefreshService,
    private readonly infos: UserInfoService,
    private readonly sessions: SessionService,
    private readonly links: LinkedOpenids,
    private readonly erasures: ErasureService,
    private readonly exports: ExportService,
  ) {}

  @Post('refresh')
  @HttpCode(200)
  @OperatorMay('users:write', { audit: 'user.refreshed' })
  @ApiRoute({
    operationId: 'refreshUser',
    tag: TAG,
    summary: 'Ask WeChat about the user now',
    description:
      'By the user’s own token where it still works, else by `cgi-bin/user/info`; by that as well while nobody has told whether they follow.',
    params,
  })
  @ApiAnswer(200, 'The user as we know them now.', { schema: adminUserDetail })
  @ApiProblem(404, 'user.not_found', UNKNOWN)
  @ApiProblem(409, 'user_token.reauthorize', 'A website app’s user must authorize again first.')
  @ApiProblem(429, 'wechat.too_many_calls', 'WeChat takes no more such calls this minute.')
  @ApiProblem(502, 'wechat.refused', 'WeChat refused; `wechat` says why.')
  @ApiProblem(503, 'token.unavailable', 'WeChat gives no token just now.')
  @ApiProblem(503, 'wechat.quota_spent', 'WeChat takes no more such calls today.')
  async refresh(@Param('id') id: string, @CurrentTrail() trail: Trail): Promise<object> {
    const { user, account } = await this.users.find(id);
    trail.account = account.key;
    const { subscribed } = await this.profiles.refresh(account, user.openid);
    // The user's own token tells name and picture, and nothing of following.
    if (subscribed === null && account.kind !== 'website') await this.infos.refresh(account, user.openid);
    return adminUserDetailOf(await this.users.facts(id));
  }

  @Delete()
  @HttpCode(204)
  @OperatorMay('users:erase', { confirmed: true, audit: 'person.erased' })
  @ApiRoute({
    operationId: 'eraseUser',
    tag: TAG,
    summary: 'Erase everything held on the user',
    description: 'Sessions and tokens included. Somebody who comes back of their own will is a new user.',
    params,
  })
  @ApiAnswer(204, 'Nothing is held on this person under this openid any more.')
  @ApiProblem(404, 'user.not_found', UNKNOWN)
  async erase(@Param('id') id: string, @CurrentTrail() trail: Trail): Promise<void> {
    const { user, account } = await this.users.find(id);
    Object.assign(trail, { account: account.key, detail: { cause: 'operator' } });
    // Somebody else may have been faster: then the operator's wish is on record all the same.
    trail.recorded = await this.erasures.erase(account, user.openid, 'operator', trail.by);
  }

  @Post('export')
  @HttpCode(200)
  @OperatorMay('users:export', { audit: 'user.data_shown' })
  @ApiRoute({
    operationId: 'exportUser',
    tag: TAG,
    summary: 'Everything held on the user',
    description: 'For a person who asks (个人信息副本). Tokens and digests are named, not shown.',
    params,
  })
  @ApiAnswer(200, 'Table by table.', { schema: exportView })
  @ApiProblem(404, 'user.not_found', UNKNOWN)
  async export(
    @Param('id') id: string,
    @CurrentOperator() operator: FoundOperatorSession,
    @CurrentTrail() trail: Trail,
  ): Promise<object> {
    const { user, account } = await this.users.find(id);
    trail.account = account.key;
    const held = await this.exports.exportOf(account, user.openid, `operator:${operator.name}`);
    if (!held) throw new NothingHeld();
    return viewOf(held);
  }

  @Delete('sessions')
  @OperatorMay('users:write', { audit: 'user.sessions_ended' })
  @ApiRoute({ operationId: 'endUserSessions', tag: TAG, summary: 'End all sessions of the user', params })
  @ApiAnswer(200, 'They are dead on every instance.', { schema: endedView })
  @ApiProblem(404, 'user.not_found', UNKNOWN)
  async endSessions(@Param('id') id: string, @CurrentTrail() trail: Trail): Promise<object> {
    const { user, account } = await this.users.find(id);
    const ended = await this.sessions.endAllOf(user.id);
    Object.assign(trail, { account: account.key, detail: { ended } });
    return { ended };
  }

  @Delete('sessions/:handle')
  @HttpCode(204)
  @OperatorMay('users:write', { audit: 'user.session_ended' })
  @ApiRoute({
    operationId: 'endUserSession',
    tag: TAG,
    summary: 'End one session of the user',
    params: { ...params, handle: sessionHandle },
  })
  @ApiAnswer(204, 'It is dead on every instance.')
  @ApiProblem(404, 'user.not_found', UNKNOWN)
  @ApiProblem(404, 'request.not_found', 'There is no such session.')
  async endSession(
    @Param('id') id: string,
    @Param('handle') handle: string,
    @CurrentTrail() trail: Trail,
  ): Promise<void> {
    const { user, account } = await this.users.find(id);
    trail.account = account.key;
    if (!(await this.sessions.endByHandle(user.id, handle))) throw new NothingHere();
  }

  @Post('links')
  @OperatorMay('users:write', { audit: 'user.linked' })
  @ApiRoute({
    operationId: 'linkUser',
    tag: TAG,
    summary: 'Say that an openid of another account is the same person',
    params,
    body: linkToMake,
  })
  @ApiAnswer(201, 'The user as we know them now.', { schema: adminUserDetail })
  @ApiProblem(404, 'user.not_found', UNKNOWN)
  @ApiProblem(409, 'link.cannot_link', 'One of the two is linked otherwise, or their unionids say no.')
  async link(@Param('id') id: string, @Body() body: unknown, @CurrentTrail() trail: Trail): Promise<object> {
    const other = bodyOf(linkToMake, body);
    const { user, account } = await this.users.find(id);
    const there = await this.accounts.get(other.account);
    Object.assign(trail, { account: account.key, detail: { with: there.key } });
    await this.links.join({ account, openid: user.openid }, { account: there, openid: other.openid });
    return adminUserDetailOf(await this.users.facts(id));
  }

  @Delete('links/:link')
  @OperatorMay('users:write', { audit: 'user.unlinked' })
  @ApiRoute({
    operationId: 'unlinkUser',
    tag: TAG,
    summary: 'Take two linked openids apart',
    params: { ...params, link: linkId },
  })
  @ApiAnswer(200, 'The user as we know them now.', { schema: adminUserDetail })
  @ApiProblem(404, 'user.not_found', UNKNOWN)
  @ApiProblem(404, 'link.not_linked', 'There is no such link.')
  async unlink(
    @Param('id') id: string,
    @Param('link') link: string,
    @CurrentTrail() trail: Trail,
  ): Promise<object> {
    const { user, account } = await this.users.find(id);
    Object.assign(trail, { account: account.key, detail: { link } });
    if (!linkId.safeParse(link).success) throw new NothingHere();
    await this.links.undo(account, user.openid, link);
    return adminUserDetailOf(await this.users.facts(id));
  }
}
