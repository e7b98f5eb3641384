import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.entity.js';
import type { Sql } from '../database/sql.js';
import { FollowingRepository } from './following.repository.js';

/** That somebody is there at an instant, by the clock of whoever says so. */
export interface Sighting {
  readonly openid: string;
  readonly at: Date;
}

/** Who follows an account, as pushes tell it: one at a time, late, twice, and in any order; each as part of a transaction, `sql`, if there is one. */
@Injectable()
export class FollowingService {
  constructor(private readonly rows: FollowingRepository) {}

  /**
   * Somebody began to follow, plainly or by a QR code (`scene`, without `qrscene_`). May be told twice; an event that is
   * older than what we know goes into the history and changes nothing else.
   */
  async followed(
    account: Account,
    event: Sighting & { readonly scene: string | null },
    sql?: Sql,
  ): Promise<void> {
    await this.rows.turn(account.id, { ...event, kind: 'followed' }, sql);
  }

  /** Somebody stopped following. What we know of them stays until its time is over. */
  async unfollowed(account: Account, event: Sighting, sql?: Sql): Promise<void> {
    await this.rows.turn(account.id, { ...event, kind: 'unfollowed', scene: null }, sql);
  }

  /** Somebody who writes or taps a menu follows: makes the row when there is none. */
  async seen(account: Account, event: Sighting, sql?: Sql): Promise<void> {
    await this.rows.seen(account.id, event, sql);
  }
}
