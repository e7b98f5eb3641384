import { Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import type { Account } from '../accounts/account.entity.js';
import { accountParam } from '../accounts/account.schemas.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { CallerScope } from '../callers/caller.decorators.js';
import type { CallerRequest } from '../callers/caller.gate.js';
import { Idempotent } from '../callers/idempotent.decorator.js';
import { ApiAnswer, ApiProblem, ApiRoute } from '../kernel/http/api-docs.js';
import { bodyOf, nothing, queryOf } from '../kernel/http/request-input.js';
import type { SyncJob } from './follower-sync.repository.js';
import { followerSyncView, syncId, viewOfSync } from './follower-sync.schemas.js';
import { FollowerSyncService } from './follower-sync.service.js';
import { SyncUnknown } from './followers.errors.js';

const TAG = 'Followers';
const ONE_RUN = { account: accountParam, id: syncId };

/** Reading all followers of an account, for callers. */
@Controller('api/v1/accounts/:account/follower-sync')
export class FollowerSyncController {
  constructor(
    private readonly syncs: FollowerSyncService,
    private readonly accounts: AccountsService,
  ) {}

  @Post()
  @HttpCode(202)
  @CallerScope('users:write')
  @Idempotent()
  @ApiRoute({
    operationId: 'startFollowerSync',
    tag: TAG,
    summary: 'Read all followers',
    description:
      'Reads the list of followers and what WeChat tells of each, in the background, and marks those who left. One at a time for an account: while one is not over, that one is answered. It survives restarts.',
    params: { account: accountParam },
  })
  @ApiAnswer(202, 'It runs, or will within a second.', {
    schema: followerSyncView,
    headers: { Location: 'Where to ask how it goes.' },
  })
  @ApiProblem(404, 'account.not_found', 'There is no such account.')
  @ApiProblem(409, 'followers.none_for_website', 'Website apps have no followers.')
  async start(@Req() request: Request & CallerRequest): Promise<object> {
    const account = await this.accountOf(request);
    const job = await this.syncs.start(account, request.caller?.name ?? 'unknown');
    request.res?.setHeader('Location', `/api/v1/accounts/${account.key}/follower-sync/${job.id}`);
    return viewOfSync(job);
  }

  @Get(':id')
  @CallerScope('users:write')
  @ApiRoute({
    operationId: 'getFollowerSync',
    tag: TAG,
    summary: 'How a reading of all followers goes',
    params: ONE_RUN,
  })
  @ApiAnswer(200, 'How far it is.', { schema: followerSyncView })
  @ApiProblem(404, 'followers.sync_unknown', 'There is no such follower sync of this account.')
  read(@Req() request: Request): Promise<object> {
    return this.about(request, (account, id) => this.syncs.get(account, id));
  }

  @Post(':id/pause')
  @HttpCode(200)
  @CallerScope('users:write')
  @ApiRoute({
    operationId: 'pauseFollowerSync',
    tag: TAG,
    summary: 'Pause a reading of all followers',
    description: 'It stops within seconds and stays where it is until it is resumed.',
    params: ONE_RUN,
  })
  @ApiAnswer(200, 'It is paused.', { schema: followerSyncView })
  @ApiProblem(404, 'followers.sync_unknown', 'There is no such follower sync of this account.')
  @ApiProblem(409, 'followers.sync_over', 'It is over.')
  pause(@Req() request: Request): Promise<object> {
    return this.about(request, (account, id) => this.syncs.pause(account, id));
  }

  @Post(':id/resume')
  @HttpCode(200)
  @CallerScope('users:write')
  @ApiRoute({
    operationId: 'resumeFollowerSync',
    tag: TAG,
    summary: 'Resume a reading of all followers',
    description: 'It goes on where it stopped, also before the time it would have by itself.',
    params: ONE_RUN,
  })
  @ApiAnswer(200, 'It goes on.', { schema: followerSyncView })
  @ApiProblem(404, 'followers.sync_unknown', 'There is no such follower sync of this account.')
  @ApiProblem(409, 'followers.sync_over', 'It is over.')
  resume(@Req() request: Request): Promise<object> {
    return this.about(request, (account, id) => this.syncs.resume(account, id));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @CallerScope('users:write')
  @ApiRoute({
    operationId: 'cancelFollowerSync',
    tag: TAG,
    summary: 'Cancel a reading of all followers',
    description: 'It stops for good. What it has read stays, and nobody is marked as gone.',
    params: ONE_RUN,
  })
  @ApiAnswer(200, 'It is cancelled.', { schema: followerSyncView })
  @ApiProblem(404, 'followers.sync_unknown', 'There is no such follower sync of this account.')
  @ApiProblem(409, 'followers.sync_over', 'It is over.')
  cancel(@Req() request: Request): Promise<object> {
    return this.about(request, (account, id) => this.syncs.cancel(account, id));
  }

  private async about(
    request: Request,
    act: (account: Account, id: string) => Promise<SyncJob>,
  ): Promise<object> {
    const account = await this.accountOf(request);
    const id = syncId.safeParse(request.params['id']);
    if (!id.success) throw new SyncUnknown();
    return viewOfSync(await act(account, id.data));
  }

  private accountOf(request: Request): Promise<Account> {
    queryOf(nothing, request.query);
    if (request.method === 'POST') bodyOf(nothing, request.body);
    return this.accounts.get(request.params['account'] as string);
  }
}
