import { Injectable } from '@nestjs/common';
import { AccountsService } from '../accounts/accounts.service.js';
import { Clock } from '../kernel/clock/clock.js';
import { Log } from '../kernel/logging/log.js';
import { FollowerSource } from './follower.source.js';
import { FollowerSyncRepository } from './follower-sync.repository.js';
import { ListedFollowersRepository } from './listed-followers.repository.js';
import { type SyncEnd, SyncRun } from './sync-run.js';

/** A run under way in this process. */
export interface RunUnderWay {
  readonly id: string;
  readonly run: SyncRun;
  readonly ended: Promise<SyncEnd>;
}

/** Takes runs that nobody works on, and works on them in this process. */
@Injectable()
export class SyncRunner {
  constructor(
    private readonly runs: FollowerSyncRepository,
    private readonly followers: ListedFollowersRepository,
    private readonly source: FollowerSource,
    private readonly accounts: AccountsService,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Begins with a run that waits, or whose process died: the oldest, or the one of this id. Null when there is none. */
  async begin(id: string | null = null): Promise<RunUnderWay | null> {
    const claimed = await this.runs.claim(id);
    if (!claimed) return null;
    const account = await this.accounts.getById(claimed.accountId);
    const { runs, followers, clock, log } = this;
    const wechat = this.source.of(account);
    const run = new SyncRun(account, claimed, { runs, followers, wechat, clock, log });
    return { id: claimed.id, run, ended: run.work() };
  }
}
