import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.entity.js';
import { AuditService } from '../audit/audit.service.js';
import type { Sql } from '../database/sql.js';
import { Log } from '../kernel/logging/log.js';
import type { ErasureCause } from './erasure.entity.js';
import { type ErasureDone, ErasureRepository } from './erasure.repository.js';
import { PersonMarks } from './person-marks.js';
import { type HeldPerson, strangerOf } from './person.js';
import { TombstoneKeeper } from './tombstone-keeper.js';
import { TombstoneRepository } from './tombstone.repository.js';
import { withdrawnBy } from './withdrawal.js';
import { WithdrawalRepository } from './withdrawal.repository.js';

/** WeChat closed the account, or says that nothing may be kept: a backup must not bring anybody back whom we have not met yet either. */
const ALWAYS: ReadonlySet<ErasureCause> = new Set(['cancellation', 'revocation']);

/** Who did it, for the record. */
export interface Eraser {
  /** Such as `caller:reports`. */
  readonly actor: string;
  /** The network address that it came from. */
  readonly address?: string;
}

/** Who did it, where nobody is named. */
const ACTORS: Readonly<Record<ErasureCause, string | null>> = {
  cancellation: 'wechat',
  revocation: 'wechat',
  visitor: 'visitor',
  caller: 'caller',
  // Operators have names.
  operator: null,
};

/** The right to be forgotten, and the withdrawals that WeChat tells of. Nobody's openid is logged: a person is their user's id. */
@Injectable()
export class ErasureService {
  constructor(
    private readonly rows: ErasureRepository,
    private readonly withdrawals: WithdrawalRepository,
    private readonly tombstones: TombstoneRepository,
    private readonly keeper: TombstoneKeeper,
    private readonly marks: PersonMarks,
    private readonly audit: AuditService,
    private readonly log: Log,
  ) {}

  /**
   * Everything held on one person under (account, openid), in one transaction; leaves a keyed tombstone, by which a
   * restored backup is kept from bringing them back. Who comes again of their own will is a new user. True when anything was there.
   * @param by who did it, for the record, which is kept in the same transaction; by name alone, such as `caller:reports`, or with an address
   */
  async erase(account: Account, openid: string, cause: ErasureCause, by?: string | Eraser): Promise<boolean> {
    const epitaph = { ...this.marks.of(openid), cause, always: ALWAYS.has(cause) };
    const told = (done: ErasureDone, sql: Sql): Promise<void> =>
      this.tell(account, cause, eraserOf(by ?? ACTORS[cause]), done, sql);
    const stranger = this.strangerOf(account, openid);
    const { userId, rows, tombstone } = await this.rows.erase(stranger, epitaph, { told });
    if (tombstone) await this.keeper.note(tombstone);
    const wasThere = Object.keys(rows).length > 0;
    if (wasThere) this.log.info('privacy.erased', { account: account.key, user: userId, cause, rows });
    return wasThere;
  }

  /**
   * `user_authorization_revoke`: the data that RevokeInfo names goes (unknown → all web-authorization data), sessions
   * and user token with it. Whoever withdrew everything stays only as a follower; else they are erased.
   */
  async withdraw(account: Account, openid: string, revokeInfo: string): Promise<void> {
    const what = withdrawnBy(revokeInfo);
    const user = await this.withdrawals.withdraw(this.strangerOf(account, openid), what);
    const withdrawn = [...what];
    if (user) this.log.info('privacy.withdrawn', { account: account.key, user: user.userId, withdrawn });
    if (what.has('everything') && !user?.follows) await this.erase(account, openid, 'revocation');
  }

  /** `user_info_modified`: the cached nickname and avatar go. */
  async forgetProfile(account: Account, openid: string): Promise<void> {
    const userId = await this.withdrawals.forgetProfile(this.strangerOf(account, openid));
    if (userId) this.log.info('privacy.profile_forgotten', { account: account.key, user: userId });
  }

  /**
   * Writes what was learnt of a person at `at`, unless they were erased then or later: what was said of them before
   * no longer counts. While it is written nobody erases them, and while they are erased it waits. True when it was written.
   * @param write does so over the transaction that it is given
   */
  unlessErased(
    account: Account,
    openid: string,
    at: Date,
    write: (sql: Sql) => Promise<void>,
  ): Promise<boolean> {
    return this.tombstones.unlessErased(
      { accountId: account.id, openid, marks: this.marks.all(openid), at },
      write,
    );
  }

  /** Whether this person was erased at `at` or later: what was said of them before then no longer counts. */
  erasedSince(account: Account, openid: string, at: Date): Promise<boolean> {
    return this.tombstones.isErasedSince(account.id, this.marks.all(openid), at);
  }

  private async tell(
    account: Account,
    cause: ErasureCause,
    eraser: Eraser | null,
    { userId, rows }: ErasureDone,
    sql: Sql,
  ): Promise<void> {
    if (eraser === null || Object.keys(rows).length === 0) return;
    const target = userId ?? undefined;
    await this.audit.record(
      { ...eraser, action: 'person.erased', target, account: account.key, detail: { cause, rows } },
      sql,
    );
  }

  private strangerOf(account: Account, openid: string): HeldPerson {
    return strangerOf(account, openid, this.marks.all(openid));
  }
}

function eraserOf(by: string | Eraser | null): Eraser | null {
  return typeof by === 'string' ? { actor: by } : by;
}
