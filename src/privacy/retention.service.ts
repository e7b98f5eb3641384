import { Injectable } from '@nestjs/common';
import type { RetentionDays } from '../config/retention.js';
import type { Sql } from '../database/sql.js';
import { ErasureRepository } from './erasure.repository.js';
import { PersonMarks } from './person-marks.js';
import { type HeldPerson, strangerOf } from './person.js';
import { RetentionRepository } from './retention.repository.js';

/** For how long things are kept, as a dependency. */
export abstract class RetentionSettings {
  abstract readonly days: RetentionDays;
}

/** Name → how much went. */
export type Removed = Readonly<Record<keyof RetentionDays, number>>;

/** Keeps nothing longer than it may be kept: in bites, on any number of instances at once. */
@Injectable()
export class RetentionService {
  constructor(
    private readonly rows: RetentionRepository,
    private readonly erasures: ErasureRepository,
    private readonly marks: PersonMarks,
    private readonly settings: RetentionSettings,
  ) {}

  /** Removes whatever is due. */
  async purge(): Promise<Removed> {
    const { users, following, tokens, erasures } = this.settings.days;
    return {
      users: users === null ? 0 : await this.forget(users),
      following: await this.remove('following', following),
      tokens: tokens === null ? 0 : await this.removeTokens(tokens),
      erasures: await this.remove('erasures', erasures),
    };
  }

  private async remove(what: 'following' | 'erasures', days: number | null): Promise<number> {
    return days === null ? 0 : untilNothingIsLeft(() => this.rows.remove(what, days));
  }

  private async removeTokens(days: number): Promise<number> {
    let removed = 0;
    for await (const slice of this.rows.slicesOf('user_token'))
      removed += await this.rows.removeTokens(days, slice);
    return removed;
  }

  /**
   * Without a tombstone: whom a backup brings back is as old then as now. Whoever comes back between being found and
   * being locked stays.
   */
  private async forget(days: number): Promise<number> {
    const due = async ({ userId }: HeldPerson, sql: Sql): Promise<boolean> =>
      userId !== null && (await this.rows.isForgotten(sql, days, userId));
    let forgotten = 0;
    for await (const slice of this.rows.slicesOf('wechat_user'))
      for (const { accountId, openid } of await this.rows.forgotten(days, slice)) {
        const { rows } = await this.erasures.erase(
          strangerOf({ id: accountId }, openid, this.marks.all(openid)),
          null,
          { due },
        );
        if (Object.keys(rows).length > 0) forgotten++;
      }
    return forgotten;
  }
}

async function untilNothingIsLeft(bite: () => Promise<number>): Promise<number> {
  let removed = 0;
  for (let gone = await bite(); gone > 0; gone = await bite()) removed += gone;
  return removed;
}
