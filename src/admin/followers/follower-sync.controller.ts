import { Get, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { accountParam } from '../../accounts/account.schemas.js';
import { AccountsService } from '../../accounts/accounts.service.js';
import type { SyncJob } from '../../followers/follower-sync.repository.js';
import { followerSyncView, viewOfSync } from '../../followers/follower-sync.schemas.js';
import { FollowerSyncService } from '../../followers/follower-sync.service.js';
import { SyncUnknown } from '../../followers/followers.errors.js';
import { ApiAnswer, ApiProblem, ApiRoute } from '../../kernel/http/api-docs.js';
import { CurrentOperator, OperatorMay } from '../../operators/operator.decorators.js';
import type { FoundOperatorSession } from '../../operators/operator-sessions.js';
import { AdminController } from '../admin.decorators.js';
import { uuidParam } from '../admin.schemas.js';

const TAG = 'Follower sync';
const UNKNOWN = 'There is no such account.';
const NO_RUN = 'There is no such follower sync of this account.';
const OVER = 'It is over.';
const params = { account: accountParam };
const oneRun = { account: accountParam, id: uuidParam };

const syncList = z
  .object({ data: z.array(followerSyncView) })
  .meta({ id: 'FollowerSyncList', examples: [{ data: [] }] });

/** Reading all followers of an account, for the console; how far it is comes by asking every second or two. */
@AdminController('accounts/:account/follower-syncs')
export class AdminFollowerSyncController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly syncs: FollowerSyncService,
  ) {}

  @Get()
  @OperatorMay('sync:read')
  @ApiRoute({
    operationId: 'listFollowerSyncs',
    tag: TAG,
    summary: 'The last readings of all followers',
    params,
  })
  @ApiAnswer(200, 'The latest first.', { schema: syncList })
  @ApiProblem(404, 'account.not_found', UNKNOWN)
  async list(@Param('account') key: string): Promise<object> {
    return { data: (await this.syncs.latest(await this.accounts.get(key))).map(viewOfSync) };
  }

  @Get(':id')
  @OperatorMay('sync:read')
  @ApiRoute({ operationId: 'getFollowerSync', tag: TAG, summary: 'How a reading goes', params: oneRun })
  @ApiAnswer(200, 'How far it is.', { schema: followerSyncView })
  @ApiProblem(404, 'followers.sync_unknown', NO_RUN)
  get(@Param('account') key: string, @Param('id') id: string): Promise<object> {
    return this.about(key, id, 'get');
  }

  @Post()
  @HttpCode(202)
  @OperatorMay('sync:write', { audit: 'sync.started' })
  @ApiRoute({
    operationId: 'startFollowerSync',
    tag: TAG,
    summary: 'Read all followers',
    description: 'One at a time for an account: while one is not over, that one is answered.',
    params,
  })
  @ApiAnswer(202, 'It runs, or will within a second.', { schema: followerSyncView })
  @ApiProblem(404, 'account.not_found', UNKNOWN)
  @ApiProblem(409, 'followers.none_for_website', 'Website apps have no followers.')
  async start(
    @Param('account') key: string,
    @CurrentOperator() operator: FoundOperatorSession,
  ): Promise<object> {
    return viewOfSync(await this.syncs.start(await this.accounts.get(key), `operator:${operator.name}`));
  }

  @Post(':id/pause')
  @HttpCode(200)
  @OperatorMay('sync:write', { audit: 'sync.paused' })
  @ApiRoute({ operationId: 'pauseFollowerSync', tag: TAG, summary: 'Pause a reading', params: oneRun })
  @ApiAnswer(200, 'It stops within seconds.', { schema: followerSyncView })
  @ApiProblem(404, 'followers.sync_unknown', NO_RUN)
  @ApiProblem(409, 'followers.sync_over', OVER)
  pause(@Param('account') key: string, @Param('id') id: string): Promise<object> {
    return this.about(key, id, 'pause');
  }

  @Post(':id/resume')
  @HttpCode(200)
  @OperatorMay('sync:write', { audit: 'sync.resumed' })
  @ApiRoute({ operationId: 'resumeFollowerSync', tag: TAG, summary: 'Resume a reading', params: oneRun })
  @ApiAnswer(200, 'It goes on where it stopped.', { schema: followerSyncView })
  @ApiProblem(404, 'followers.sync_unknown', NO_RUN)
  @ApiProblem(409, 'followers.sync_over', OVER)
  resume(@Param('account') key: string, @Param('id') id: string): Promise<object> {
    return this.about(key, id, 'resume');
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @OperatorMay('sync:write', { audit: 'sync.cancelled' })
  @ApiRoute({ operationId: 'cancelFollowerSync', tag: TAG, summary: 'Cancel a reading', params: oneRun })
  @ApiAnswer(200, 'It stops for good; what it has read stays.', { schema: followerSyncView })
  @ApiProblem(404, 'followers.sync_unknown', NO_RUN)
  @ApiProblem(409, 'followers.sync_over', OVER)
  cancel(@Param('account') key: string, @Param('id') id: string): Promise<object> {
    return this.about(key, id, 'cancel');
  }

  private async about(key: string, id: string, what: 'get' | 'pause' | 'resume' | 'cancel'): Promise<object> {
    const account = await this.accounts.get(key);
    if (!uuidParam.safeParse(id).success) throw new SyncUnknown();
    const job: SyncJob = await this.syncs[what](account, id);
    return viewOfSync(job);
  }
}
