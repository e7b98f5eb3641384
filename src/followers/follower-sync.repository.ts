import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import { type SealedPlace, Sealer } from '../kernel/crypto/sealer.js';
import type { FollowerSync, SyncPhase } from './follower-sync.entity.js';
import { SyncLost } from './followers.errors.js';

/** A run dies so many seconds after the process that had it: another goes on with it then. */
const LEASE_SECONDS = 15;
const OPEN = `state IN ('queued', 'running', 'paused')`;
const COLUMNS = `id, account_id AS "accountId", state, phase, total, done, left_count AS "leftCount",
  requested_by AS "requestedBy", requested_at AS "requestedAt", started_at AS "startedAt",
  finished_at AS "finishedAt", resume_at AS "resumeAt", worked_seconds AS "workedSeconds",
  error_code AS "errorCode", error_detail AS "errorDetail", errcode`;

/** A run as others see it. */
export type SyncJob = Omit<FollowerSync, 'account' | 'cursorSealed' | 'leaseUntil' | 'leaseFence'>;

/** A run that this process may work on. */
export interface ClaimedSync {
  readonly id: string;
  readonly accountId: string;
  readonly phase: SyncPhase;
  readonly total: number | null;
  readonly done: number;
  /** The last openid that is in the database; null at the start. */
  readonly cursor: string | null;
  /** By the database's clock, as are all times of followers. */
  readonly startedAt: Date;
  readonly now: Date;
  readonly fence: string;
}

/** Right and proof to write for a run. */
export type SyncHold = Pick<ClaimedSync, 'id' | 'fence'>;

/** How far a run has got. */
export interface SyncStep {
  readonly cursor: string;
  /** How many followers came with this step. */
  readonly count: number;
  readonly total: number;
  readonly seconds: number;
}

/** Why a run waits, or what it failed with. */
export interface SyncTrouble {
  readonly code: string;
  readonly detail: string;
  readonly errcode: number | null;
}

/** The runs in the database. Every write of the process that works on a run says which fence it holds. */
@Injectable()
export class FollowerSyncRepository {
  constructor(
    private readonly sql: Sql,
    private readonly sealer: Sealer,
  ) {}

  /** A new run; or the account's open one, when there is one already. */
  async request(id: string, accountId: string, requestedBy: string): Promise<SyncJob> {
    const made = await this.sql.one<SyncJob>(
      `INSERT INTO follower_sync (id, account_id, requested_by) VALUES ($1, $2, $3)
       ON CONFLICT (account_id) WHERE ${OPEN} DO NOTHING RETURNING ${COLUMNS}`,
      [id, accountId, requestedBy],
    );
    const job = made ?? (await this.open(accountId));
    // It ended between the two statements: there is room for another.
    return job ?? this.request(id, accountId, requestedBy);
  }

  find(accountId: string, id: string): Promise<SyncJob | null> {
    return this.sql.one(`SELECT ${COLUMNS} FROM follower_sync WHERE id = $1 AND account_id = $2`, [
      id,
      accountId,
    ]);
  }

  /** The account's run that is not over. */
  open(accountId: string): Promise<SyncJob | null> {
    return this.sql.one(`SELECT ${COLUMNS} FROM follower_sync WHERE account_id = $1 AND ${OPEN}`, [
      accountId,
    ]);
  }

  /** The account's runs, the latest first. */
  latest(accountId: string, limit: number): Promise<SyncJob[]> {
    return this.sql.rows(
      `SELECT ${COLUMNS} FROM follower_sync WHERE account_id = $1 ORDER BY requested_at DESC LIMIT $2`,
      [accountId, limit],
    );
  }

  /** Nobody works on it any more, not even who thinks so: the fence rises. Null when there is no open run of this id. */
  halt(accountId: string, id: string, state: 'paused' | 'cancelled'): Promise<SyncJob | null> {
    return this.sql.one(
      `UPDATE follower_sync SET state = $3, resume_at = NULL, lease_until = NULL, lease_fence = lease_fence + 1,
         finished_at = CASE WHEN $3 = 'cancelled' THEN clock_timestamp() END
       WHERE id = $1 AND account_id = $2 AND ${OPEN} RETURNING ${COLUMNS}`,
      [id, accountId, state],
    );
  }

  /** A paused run goes on; one that waits or runs does so anyway. Null when there is no open run of this id. */
  resume(accountId: string, id: string): Promise<SyncJob | null> {
    return this.sql.one(
      `UPDATE follower_sync SET state = CASE WHEN state = 'paused' THEN 'queued' ELSE state END, resume_at = NULL
       WHERE id = $1 AND account_id = $2 AND ${OPEN} RETURNING ${COLUMNS}`,
      [id, accountId],
    );
  }

  /** Takes a run that nobody works on: the oldest, or the one of this id. @throws SealBroken */
  async claim(id: string | null = null): Promise<ClaimedSync | null> {
    const row = await this.sql.one<Omit<ClaimedSync, 'cursor'> & { cursorSealed: Buffer | null }>(
      `UPDATE follower_sync SET state = 'running', resume_at = NULL, started_at = COALESCE(started_at, clock_timestamp()),
         lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS}), lease_fence = lease_fence + 1
       WHERE id = (
         SELECT id FROM follower_sync
         WHERE (state IN ('queued', 'running') OR (state = 'paused' AND resume_at <= clock_timestamp()))
           AND (lease_until IS NULL OR lease_until < clock_timestamp()) AND ($1::uuid IS NULL OR id = $1)
         ORDER BY requested_at LIMIT 1 FOR UPDATE SKIP LOCKED
       ) RETURNING id, account_id AS "accountId", phase, total, done, cursor_sealed AS "cursorSealed",
         started_at AS "startedAt", clock_timestamp() AS now, lease_fence AS fence`,
      [id],
    );
    if (!row) return null;
    const { cursorSealed, ...run } = row;
    return { ...run, cursor: cursorSealed && this.sealer.open(cursorSealed, placeOf(run.id)) };
  }

  /** Says that this process still works on it. @throws SyncLost */
  async beat(hold: SyncHold): Promise<void> {
    await this.write(
      this.sql,
      hold,
      `lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})`,
    );
  }

  /** Keeps how far the run has got, in the transaction that writes those followers. @throws SyncLost */
  async step(within: Sql, hold: SyncHold, { cursor, count, total, seconds }: SyncStep): Promise<void> {
    await this.write(
      within,
      hold,
      `cursor_sealed = $3, done = done + $4, total = $5, worked_seconds = worked_seconds + $6,
       error_code = NULL, error_detail = NULL, errcode = NULL,
       lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})`,
      [this.sealer.seal(cursor, placeOf(hold.id)), count, total, seconds],
    );
  }

  /** Begins to look for those who left. @throws SyncLost */
  async everybodyRead(hold: SyncHold, total: number): Promise<void> {
    await this.write(this.sql, hold, `phase = 'leaving', cursor_sealed = NULL, total = $3`, [total]);
  }

  /** WeChat no longer knows where we were: all over again. What is written stays. @throws SyncLost */
  async restart(hold: SyncHold): Promise<void> {
    await this.write(this.sql, hold, `cursor_sealed = NULL, done = 0`);
  }

  /** Says why it does not get on; it is still under way. @throws SyncLost */
  async waits(hold: SyncHold, { code, detail, errcode }: SyncTrouble): Promise<void> {
    await this.write(this.sql, hold, 'error_code = $3, error_detail = $4, errcode = $5', [
      code,
      detail,
      errcode,
    ]);
  }

  /** Pauses by itself until an instant. @throws SyncLost */
  async pausesUntil(hold: SyncHold, resumeAt: Date, { code, detail, errcode }: SyncTrouble): Promise<void> {
    await this.write(
      this.sql,
      hold,
      `state = 'paused', lease_until = NULL, resume_at = $3, error_code = $4, error_detail = $5, errcode = $6`,
      [resumeAt, code, detail, errcode],
    );
  }

  /** Ends well. @throws SyncLost */
  async finish(hold: SyncHold): Promise<void> {
    await this.write(
      this.sql,
      hold,
      `state = 'done', finished_at = clock_timestamp(), lease_until = NULL, cursor_sealed = NULL,
       error_code = NULL, error_detail = NULL, errcode = NULL`,
    );
  }

  /** Ends badly. @throws SyncLost */
  async fail(hold: SyncHold, { code, detail, errcode }: SyncTrouble): Promise<void> {
    await this.write(
      this.sql,
      hold,
      `state = 'failed', finished_at = clock_timestamp(), lease_until = NULL, cursor_sealed = NULL,
       error_code = $3, error_detail = $4, errcode = $5`,
      [code, detail, errcode],
    );
  }

  /** Lets another instance go on at once; nothing happens when it already does. */
  async release({ id, fence }: SyncHold): Promise<void> {
    await this.sql.change('UPDATE follower_sync SET lease_until = NULL WHERE id = $1 AND lease_fence = $2', [
      id,
      fence,
    ]);
  }

  /** Counts those found to have left, in the transaction that marks them. @throws SyncLost */
  async left(within: Sql, hold: SyncHold, count: number): Promise<void> {
    await this.write(within, hold, 'left_count = left_count + $3', [count]);
  }

  /** Forgets runs that were over 90 days ago. */
  async purge(): Promise<void> {
    await this.sql.change(
      `DELETE FROM follower_sync WHERE NOT (${OPEN}) AND requested_at < clock_timestamp() - interval '90 days'`,
    );
  }

  private async write(
    sql: Sql,
    { id, fence }: SyncHold,
    assignments: string,
    values: readonly unknown[] = [],
  ): Promise<void> {
    const written = await sql.change(
      `UPDATE follower_sync SET ${assignments} WHERE id = $1 AND lease_fence = $2 AND state = 'running'`,
      [id, fence, ...values],
    );
    if (written === 0) throw new SyncLost();
  }
}

function placeOf(id: string): SealedPlace {
  return { table: 'follower_sync', column: 'cursor_sealed', row: id };
}
