import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import { KeyRing } from '../kernel/crypto/key-ring.js';
import { KeyedMarks } from '../kernel/crypto/keyed-marks.js';

/** Somebody began to follow, or stopped. */
export interface Turn {
  readonly openid: string;
  readonly kind: 'followed' | 'unfollowed';
  readonly at: Date;
  readonly scene: string | null;
}

/** Pushes count in seconds; what we learnt within the second of an event may be older than the event. */
const NOTHING_NEWER = `held.following_at IS NULL OR date_trunc('second', held.following_at) <= EXCLUDED.following_at`;

/** Who follows, and the history of it, in the database. */
@Injectable()
export class FollowingRepository {
  /** By the same marks the privacy room knows the erased. */
  private readonly marks: KeyedMarks;

  constructor(
    private readonly sql: Sql,
    keys: KeyRing,
  ) {
    this.marks = new KeyedMarks(keys, 'person-mark');
  }

  /**
   * One statement: the state, unless what we know is newer, and the history in any case. Somebody unknown who stops
   * following gets a row as well, since their earlier event may still be on its way; unless we were told to forget them.
   */
  async turn(accountId: string, { openid, kind, at, scene }: Turn, sql: Sql = this.sql): Promise<void> {
    const follows = kind === 'followed';
    await sql.rows(
      `WITH turned AS (
         INSERT INTO wechat_user AS held
           (account_id, openid, subscribed, following_at, provenance, subscribed_at, unsubscribed_at, qr_scene)
         SELECT $1::uuid, $2::text, $3::boolean, $4::timestamptz, $8::jsonb,
           CASE WHEN $3 THEN $4::timestamptz END, CASE WHEN NOT $3 THEN $4::timestamptz END, $5::text
         WHERE $3 OR EXISTS (SELECT FROM wechat_user u WHERE u.account_id = $1 AND u.openid = $2)
           OR NOT EXISTS (SELECT FROM erasure e WHERE e.account_id = $1 AND e.mark = ANY ($7::bytea[]))
         ON CONFLICT (account_id, openid) DO UPDATE SET
           subscribed = EXCLUDED.subscribed,
           following_at = GREATEST(held.following_at, EXCLUDED.following_at),
           subscribed_at = COALESCE(EXCLUDED.subscribed_at, held.subscribed_at),
           unsubscribed_at = COALESCE(EXCLUDED.unsubscribed_at, held.unsubscribed_at),
           subscribe_scene = CASE WHEN EXCLUDED.subscribed THEN NULL ELSE held.subscribe_scene END,
           qr_scene = CASE WHEN EXCLUDED.subscribed THEN EXCLUDED.qr_scene ELSE held.qr_scene END,
           provenance = held.provenance - CASE WHEN EXCLUDED.subscribed THEN 'subscribeScene' ELSE '' END || EXCLUDED.provenance,
           updated_at = now()
         WHERE ${NOTHING_NEWER}
         RETURNING id
       ), known AS (
         SELECT id FROM turned UNION SELECT id FROM wechat_user WHERE account_id = $1 AND openid = $2
       )
       INSERT INTO following_event (user_id, at, kind, source, scene)
       SELECT id, $4::timestamptz, $6, 'push', $5 FROM known
       ON CONFLICT (user_id, at, kind) DO NOTHING`,
      [
        accountId,
        openid,
        follows,
        at.toISOString(),
        scene,
        kind,
        this.marks.all(openid).map(({ mark }) => mark),
        originAt(at, 'subscribed', follows ? 'subscribedAt' : 'unsubscribedAt'),
      ],
    );
  }

  /** They follow as of then, unless what we know is newer. */
  async seen(
    accountId: string,
    { openid, at }: { openid: string; at: Date },
    sql: Sql = this.sql,
  ): Promise<void> {
    await sql.rows(
      `INSERT INTO wechat_user AS held (account_id, openid, subscribed, following_at, provenance)
       VALUES ($1, $2, $3, $4::timestamptz, $5::jsonb)
       ON CONFLICT (account_id, openid) DO UPDATE SET
         subscribed = true,
         following_at = EXCLUDED.following_at,
         provenance = CASE WHEN held.subscribed THEN held.provenance ELSE held.provenance || EXCLUDED.provenance END,
         updated_at = now()
       WHERE held.following_at IS NULL OR held.following_at < EXCLUDED.following_at`,
      [accountId, openid, true, at.toISOString(), originAt(at, 'subscribed')],
    );
  }
}

/** Where the knowledge of these fields comes from. */
function originAt(at: Date, ...fields: readonly string[]): string {
  const origin = { source: 'push', at: at.toISOString() };
  return JSON.stringify(Object.fromEntries(fields.map((field) => [field, origin])));
}
