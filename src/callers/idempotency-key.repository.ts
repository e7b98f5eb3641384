import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import { Sealer, type SealedPlace } from '../kernel/crypto/sealer.js';

/** How long an answer is given again; in seconds. */
const KEPT_SECONDS = 24 * 60 * 60;
/** How long a request may take before somebody else may begin anew: longer than any of ours. In seconds. */
const LEASE_SECONDS = 60;
const PURGED_AT_ONCE = 5_000;

/** What was answered. */
export interface KeptAnswer {
  readonly status: number;
  /** Those that mean something beside the body. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a request under an Idempotency-Key finds. */
export type Claim =
  /** Nobody was there before: do it, then keep the answer under this fence. */
  | { readonly is: 'ours'; readonly fence: string }
  /** It was done, and this was answered. */
  | { readonly is: 'done'; readonly answer: KeptAnswer }
  /** Somebody is doing it. */
  | { readonly is: 'in-flight' }
  /** The same key came with another body. */
  | { readonly is: 'another-request' };

interface Row {
  readonly same: boolean;
  readonly status: number | null;
  readonly answer: Buffer | null;
}

/** Requests that may come again, in the database: all instances share them. Each method may raise DatabaseUnavailable. */
@Injectable()
export class IdempotencyKeyRepository {
  constructor(
    private readonly sql: Sql,
    private readonly sealer: Sealer,
  ) {}

  /** The right to do what is asked, once; or why not. Of those who ask at the same time one gets it. */
  async claim(mark: Buffer, callerId: string, requestMark: Buffer): Promise<Claim> {
    const ours = await this.sql.one<{ fence: string }>(
      `INSERT INTO idempotency_key AS held (mark, caller_id, request_mark, lease_until)
       VALUES ($1, $2, $3, clock_timestamp() + make_interval(secs => $4))
       ON CONFLICT (mark) DO UPDATE SET request_mark = EXCLUDED.request_mark, created_at = clock_timestamp(),
         lease_until = EXCLUDED.lease_until, lease_fence = held.lease_fence + 1, status = NULL, answer_sealed = NULL
       WHERE held.created_at < clock_timestamp() - make_interval(secs => $5)
         OR (held.status IS NULL AND held.lease_until < clock_timestamp() AND held.request_mark = EXCLUDED.request_mark)
       RETURNING lease_fence AS fence`,
      [mark, callerId, requestMark, LEASE_SECONDS, KEPT_SECONDS],
    );
    if (ours) return { is: 'ours', fence: ours.fence };
    const held = await this.sql.one<Row>(
      `SELECT request_mark = $2 AS same, status, answer_sealed AS answer FROM idempotency_key WHERE mark = $1`,
      [mark, requestMark],
    );
    // It failed just now and was given up: the caller may come again at once.
    if (!held) return { is: 'in-flight' };
    if (!held.same) return { is: 'another-request' };
    if (held.status === null || held.answer === null) return { is: 'in-flight' };
    const rest = JSON.parse(this.sealer.open(held.answer, placeOf(mark))) as Omit<KeptAnswer, 'status'>;
    return { is: 'done', answer: { ...rest, status: held.status } };
  }

  /** From now on this is what is answered; nothing happens when another has claimed the request since. */
  async keep(mark: Buffer, fence: string, { status, ...rest }: KeptAnswer): Promise<void> {
    await this.sql.change(
      `UPDATE idempotency_key SET status = $3, answer_sealed = $4, lease_until = NULL
       WHERE mark = $1 AND lease_fence = $2`,
      [mark, fence, status, this.sealer.seal(JSON.stringify(rest), placeOf(mark))],
    );
  }

  /** It was not done: whoever comes next may try. */
  async giveUp(mark: Buffer, fence: string): Promise<void> {
    await this.sql.change('DELETE FROM idempotency_key WHERE mark = $1 AND lease_fence = $2', [mark, fence]);
  }

  /** Removes what is a day old; answers how many. */
  async purge(): Promise<number> {
    return this.sql.change(
      `DELETE FROM idempotency_key WHERE mark IN (
         SELECT mark FROM idempotency_key WHERE created_at < clock_timestamp() - make_interval(secs => $1) LIMIT $2)`,
      [KEPT_SECONDS, PURGED_AT_ONCE],
    );
  }
}

function placeOf(mark: Buffer): SealedPlace {
  return { table: 'idempotency_key', column: 'answer_sealed', row: mark.toString('hex') };
}
