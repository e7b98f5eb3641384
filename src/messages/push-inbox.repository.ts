import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import { Sealer, type SealedPlace } from '../kernel/crypto/sealer.js';
import type { PushState } from './push-inbox.entity.js';
import { PushMarks } from './push-marks.js';

/** A push on its way in. */
export interface Arrival {
  readonly accountId: string;
  /** All that makes two deliveries the same push. */
  readonly identity: string;
  /** Timestamp and nonce, where the signature covers nothing else; null where it covers the body. */
  readonly signedQuery: string | null;
  /** SHA-256. */
  readonly bodyDigest: Buffer;
  /** Whom it is about; null: nobody. */
  readonly openid: string | null;
  readonly kind: string;
  /** Goes before all others. */
  readonly urgent: boolean;
  /** In clear. */
  readonly xml: string;
}

/** What was kept of a push, by whichever delivery came first. */
export interface KeptPush {
  /** The bytes that were answered; null: `success`. */
  readonly answer: string | null;
  /** The same timestamp and nonce came before with another body: somebody read them and makes up pushes. */
  readonly forged: boolean;
}

/** A push that the holder of its fence is to give its effect. */
export interface ClaimedPush {
  readonly id: string;
  readonly fence: string;
  readonly accountId: string;
  readonly kind: string;
  /** In clear. */
  readonly xml: string;
  /** This one included. */
  readonly tries: number;
  /** How long ago it arrived, in seconds. */
  readonly ageSeconds: number;
}

/** How much lies in the inbox. */
export type InboxDepth = Readonly<Record<Exclude<PushState, 'done'>, number>>;

interface KeptRow {
  readonly dedupeKey: Buffer;
  readonly sameQuery: boolean;
  readonly sameBody: boolean;
  readonly answerSealed: Buffer | null;
}

interface ClaimedRow extends Omit<ClaimedPush, 'xml'> {
  readonly dedupeKey: Buffer;
  readonly payloadSealed: Buffer;
}

/** The pushes in the database. All times are the database's. Each method may raise DatabaseUnavailable. */
@Injectable()
export class PushInboxRepository {
  constructor(
    private readonly sql: Sql,
    private readonly sealer: Sealer,
    private readonly marks: PushMarks,
  ) {}

  /** What an earlier delivery of this push, or another push under its timestamp and nonce, left; null: it is the first. @throws SealBroken */
  async find(arrival: Arrival): Promise<KeptPush | null> {
    const { accountId, identity, bodyDigest } = arrival;
    const rows = await this.sql.brief.rows<KeptRow>(
      `SELECT dedupe_key AS "dedupeKey", answer_sealed AS "answerSealed", body_digest = $4 AS "sameBody",
         COALESCE(query_digest = $3, false) AS "sameQuery"
       FROM push_inbox WHERE account_id = $1 AND (dedupe_key = ANY($2::bytea[]) OR query_digest = $3)`,
      [accountId, this.marks.allOf(identity), this.marks.ofQuery(arrival.signedQuery), bodyDigest],
    );
    const [first] = rows;
    if (!first) return null;
    if (rows.some(({ sameQuery, sameBody }) => sameQuery && !sameBody)) return { answer: null, forged: true };
    const { answerSealed, dedupeKey } = first;
    return { answer: answerSealed && this.open(answerSealed, arrival, dedupeKey, 'answer'), forged: false };
  }

  /** Keeps a push and its answer; false when another delivery of it, or another push under its timestamp and nonce, came first. */
  async keep(arrival: Arrival, answer: string | null): Promise<boolean> {
    const { accountId, identity, signedQuery, bodyDigest, openid, kind, urgent, xml } = arrival;
    const dedupeKey = this.marks.of(identity);
    const kept = await this.sql.brief.change(
      `INSERT INTO push_inbox
         (account_id, dedupe_key, query_digest, body_digest, person_mark, kind, urgent, payload_sealed, answer_sealed)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
      [
        accountId,
        dedupeKey,
        this.marks.ofQuery(signedQuery),
        bodyDigest,
        this.marks.ofPerson(openid),
        kind,
        urgent,
        this.sealer.seal(xml, placeOf(accountId, dedupeKey, 'payload')),
        answer === null ? null : this.sealer.seal(answer, placeOf(accountId, dedupeKey, 'answer')),
      ],
    );
    return kept === 1;
  }

  /**
   * Up to `most` pushes that are due, for `seconds`: whoever holds them longer must say so ({@link extend}) or loses them.
   * However many wait, the index has the next at its head.
   */
  async claim(most: number, seconds: number): Promise<(ClaimedPush | UnreadablePush)[]> {
    const rows = await this.sql.rows<ClaimedRow>(
      `WITH first AS MATERIALIZED (
         SELECT id FROM push_inbox WHERE state = 'waiting' AND urgent AND due_at <= now()
         ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED),
       others AS MATERIALIZED (
         SELECT id FROM push_inbox WHERE state = 'waiting' AND NOT urgent AND due_at <= now()
         ORDER BY due_at LIMIT $1 - (SELECT count(*) FROM first) FOR UPDATE SKIP LOCKED)
       UPDATE push_inbox p SET tries = tries + 1, lease_fence = lease_fence + 1,
         due_at = clock_timestamp() + make_interval(secs => $2)
       WHERE p.id = ANY (ARRAY(SELECT id FROM first UNION ALL SELECT id FROM others))
       RETURNING p.id, p.lease_fence AS fence, p.account_id AS "accountId", p.kind, p.tries,
         p.dedupe_key AS "dedupeKey", p.payload_sealed AS "payloadSealed",
         extract(epoch FROM clock_timestamp() - p.received_at)::float8 AS "ageSeconds"`,
      [most, seconds],
    );
    return rows.map(({ dedupeKey, payloadSealed, ...row }) => {
      try {
        return { ...row, xml: this.open(payloadSealed, row, dedupeKey, 'payload') };
      } catch (failure) {
        return { ...row, failure };
      }
    });
  }

  /** It has had its effect: what it said is forgotten. False when somebody else holds it by now. */
  async finish({ id, fence }: Held): Promise<boolean> {
    const ended = await this.sql.change(
      `UPDATE push_inbox SET state = 'done', ended_at = clock_timestamp(), payload_sealed = NULL, failure = NULL
       WHERE id = $1 AND lease_fence = $2 AND state = 'waiting'`,
      [id, fence],
    );
    return ended === 1;
  }

  /** It is to be tried again in so many seconds. */
  async postpone({ id, fence }: Held, seconds: number, failure: string | null): Promise<void> {
    await this.sql.change(
      `UPDATE push_inbox SET due_at = clock_timestamp() + make_interval(secs => $3), failure = COALESCE($4, failure)
       WHERE id = $1 AND lease_fence = $2 AND state = 'waiting'`,
      [id, fence, seconds, failure],
    );
  }

  /** Nobody tries again; what it said stays for whoever looks into it. */
  async bury({ id, fence }: Held, failure: string): Promise<void> {
    await this.sql.change(
      `UPDATE push_inbox SET state = 'dead', ended_at = clock_timestamp(), failure = $3
       WHERE id = $1 AND lease_fence = $2 AND state = 'waiting'`,
      [id, fence, failure],
    );
  }

  /** Those still being worked on stay ours for so many seconds more. */
  async extend(held: readonly Held[], seconds: number): Promise<void> {
    await this.sql.change(
      `UPDATE push_inbox p SET due_at = clock_timestamp() + make_interval(secs => $3)
       FROM unnest($1::bigint[], $2::bigint[]) AS held(id, fence)
       WHERE p.id = held.id AND p.lease_fence = held.fence AND p.state = 'waiting'`,
      [held.map(({ id }) => id), held.map(({ fence }) => fence), seconds],
    );
  }

  async depth(): Promise<InboxDepth> {
    const row = await this.sql.one<InboxDepth>(
      `SELECT (SELECT count(*)::int FROM push_inbox WHERE state = 'waiting') AS waiting,
         (SELECT count(*)::int FROM push_inbox WHERE state = 'dead') AS dead`,
    );
    return row!;
  }

  /**
   * One bite of what nobody asks for any more: answers after an hour, pushes a day after their effect, dead ones after
   * thirty days; what an operator revives meanwhile stays. Answers how many rows it touched.
   */
  async purge(): Promise<number> {
    const forgotten = await this.sql.change(
      `UPDATE push_inbox SET answer_sealed = NULL WHERE id IN (
         SELECT id FROM push_inbox
         WHERE answer_sealed IS NOT NULL AND received_at < now() - interval '1 hour' LIMIT 5000)`,
    );
    const removed = await this.sql.change(
      `DELETE FROM push_inbox WHERE id IN (
         SELECT id FROM push_inbox
         WHERE received_at < now() - interval '1 day'
           AND (state = 'done' AND ended_at < now() - interval '1 day'
             OR state = 'dead' AND ended_at < now() - interval '30 days')
         ORDER BY received_at LIMIT 5000 FOR UPDATE SKIP LOCKED)`,
    );
    return forgotten + removed;
  }

  private open(
    sealed: Buffer,
    { accountId }: { accountId: string },
    dedupeKey: Buffer,
    what: 'payload' | 'answer',
  ): string {
    return this.sealer.open(sealed, placeOf(accountId, dedupeKey, what));
  }
}

/** The right to end a push, as long as nobody has claimed it since. */
export type Held = Pick<ClaimedPush, 'id' | 'fence'>;

/** A claimed push whose seal does not open: its key has left `SECRET_KEY`. */
export type UnreadablePush = Omit<ClaimedPush, 'xml'> & { readonly failure: unknown };

function placeOf(accountId: string, dedupeKey: Buffer, what: 'payload' | 'answer'): SealedPlace {
  return { table: 'push_inbox', column: `${what}_sealed`, row: `${accountId}/${dedupeKey.toString('hex')}` };
}
