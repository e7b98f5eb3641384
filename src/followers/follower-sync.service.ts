import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.entity.js';
import { Random } from '../kernel/random/random.js';
import { FollowerSyncRepository, type SyncJob } from './follower-sync.repository.js';
import { NoFollowers, SyncOver, SyncUnknown } from './followers.errors.js';

/** Readings of an account's whole list of followers: asked for here, worked on by whichever instance is free. */
@Injectable()
export class FollowerSyncService {
  constructor(
    private readonly runs: FollowerSyncRepository,
    private readonly random: Random,
  ) {}

  /** A new run, or the one that is not over yet. @throws NoFollowers for a website app */
  start(account: Account, requestedBy: string): Promise<SyncJob> {
    if (account.kind === 'website') throw new NoFollowers();
    return this.runs.request(this.random.uuid(), account.id, requestedBy.slice(0, 100));
  }

  /** @throws SyncUnknown */
  async get(account: Account, id: string): Promise<SyncJob> {
    const job = await this.runs.find(account.id, id);
    if (!job) throw new SyncUnknown();
    return job;
  }

  /** The account's runs, the latest first. */
  latest(account: Account, limit = 20): Promise<SyncJob[]> {
    return this.runs.latest(account.id, limit);
  }

  /** It stops within a step and stays where it is until it is resumed. @throws SyncUnknown | SyncOver */
  async pause(account: Account, id: string): Promise<SyncJob> {
    return (await this.runs.halt(account.id, id, 'paused')) ?? this.refuse(account, id);
  }

  /** It goes on where it stopped. @throws SyncUnknown | SyncOver */
  async resume(account: Account, id: string): Promise<SyncJob> {
    return (await this.runs.resume(account.id, id)) ?? this.refuse(account, id);
  }

  /** It stops for good; what it has read stays, and nobody is marked as gone. @throws SyncUnknown | SyncOver */
  async cancel(account: Account, id: string): Promise<SyncJob> {
    return (await this.runs.halt(account.id, id, 'cancelled')) ?? this.refuse(account, id);
  }

  private async refuse(account: Account, id: string): Promise<never> {
    await this.get(account, id);
    throw new SyncOver();
  }
}
