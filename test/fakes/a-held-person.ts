import { randomBytes } from 'node:crypto';
import type { Account } from '../../src/accounts/account.entity.js';
import type { Sql } from '../../src/database/sql.js';
import { PersonMarks } from '../../src/privacy/person-marks.js';
import { testKeys } from './an-account.js';

/** Somebody on whom every table holds something, and what those rows say that nobody else's do. */
export interface AHeldPerson {
  readonly openid: string;
  readonly unionid: string;
  readonly userId: string;
  /** Texts that tell of this person and of nobody else. */
  readonly traces: readonly string[];
}

/**
 * Writes somebody into every table that holds something on people, each time as it was `secondsAgo` ago, with another account's openid
 * of the same person.
 */
export async function aHeldPerson(
  sql: Sql,
  account: Account,
  other: Account,
  given: { openid: string; secondsAgo?: number; unionid?: string },
): Promise<AHeldPerson> {
  const { openid, secondsAgo = 0, unionid = `u-of-${openid}` } = given;
  const [otherOpenid, nickname] = [`${openid}-elsewhere`, `Nick ${openid}`];
  const at = `now() - make_interval(secs => ${secondsAgo})`;
  const person = await idOf(
    sql,
    `INSERT INTO person (open_platform, unionid) VALUES ('default', $1)
     ON CONFLICT (open_platform, unionid) DO UPDATE SET unionid = EXCLUDED.unionid RETURNING id`,
    [unionid],
  );
  const user = (of: Account, id: string): Promise<string> =>
    idOf(
      sql,
      `INSERT INTO wechat_user (account_id, openid, person_id, granted_scope, nickname, avatar_url, provenance,
         first_seen_at, last_login_at, login_count)
       VALUES ($1, $2, $3, 'snsapi_userinfo', $4, 'https://thirdwx.qlogo.cn/' || $2,
         '{"nickname":{"source":"sns_userinfo","at":"2026-03-01T08:00:00Z"}}', ${at}, ${at}, 1) RETURNING id`,
      [of.id, id, person, nickname],
    );
  const userId = await user(account, openid);
  await user(other, otherOpenid);
  const sessionHash = randomBytes(32);
  await sql.rows(
    `INSERT INTO session (id_hash, account_id, user_id, scope, created_at, seen_at, expires_at)
     VALUES ($1, $2, $3, 'snsapi_userinfo', ${at}, ${at}, now() + interval '7 days')`,
    [sessionHash, account.id, userId],
  );
  await sql.rows(
    `INSERT INTO login_attempt (state_hash, account_id, browser_hash, scope, return_to, status, session_hash, created_at, expires_at)
     VALUES ($1, $2, $3, 'snsapi_userinfo', $4, 'signed_in', $5, ${at}, ${at} + interval '10 minutes')`,
    [randomBytes(32), account.id, randomBytes(32), `/orders/of/${openid}`, sessionHash],
  );
  await sql.rows(
    `INSERT INTO user_token (user_id, scope, tokens_sealed, fetched_at, expires_at, refresh_expires_at)
     VALUES ($1, 'snsapi_userinfo', $2, ${at}, ${at} + interval '2 hours', ${at} + interval '30 days')`,
    [userId, randomBytes(64)],
  );
  await sql.rows(
    `INSERT INTO consent_text (version, purpose, language, body) VALUES ('0123456789abcdef', 'profile', 'en', 'To greet you by name.')
     ON CONFLICT DO NOTHING`,
  );
  await sql.rows(
    `INSERT INTO consent (user_id, scope, text_version, at) VALUES ($1, 'snsapi_userinfo', '0123456789abcdef', ${at})`,
    [userId],
  );
  await sql.rows(
    `INSERT INTO following_event (user_id, at, kind, source, scene) VALUES ($1, ${at}, 'followed', 'push', $2)`,
    [userId, `scene-of-${openid}`],
  );
  await sql.rows(
    `INSERT INTO push_inbox (account_id, dedupe_key, body_digest, person_mark, kind, payload_sealed, answer_sealed, received_at)
     VALUES ($1, $2, $3, $4, 'text', $5, $6, ${at})`,
    [
      account.id,
      randomBytes(32),
      randomBytes(32),
      new PersonMarks(testKeys).of(openid).mark,
      Buffer.from(`sealed ${openid}`),
      Buffer.from(`answer ${openid}`),
    ],
  );
  const link = await idOf(
    sql,
    `INSERT INTO login_link (token_hash, account_id, openid, at_account_id, return_to, created_at, expires_at, visitor_openid, outcome)
     VALUES ($1, $2, $3, $4, '/me', ${at}, ${at} + interval '10 minutes', $5, 'linked') RETURNING id`,
    [randomBytes(32), account.id, openid, other.id, otherOpenid],
  );
  const sides = [
    { id: account.id, openid },
    { id: other.id, openid: otherOpenid },
  ].toSorted((one, two) => (one.id < two.id ? -1 : 1));
  await sql.rows(
    `INSERT INTO linked_openid (account_id, openid, other_account_id, other_openid, source, link_id, linked_at)
     VALUES ($1, $2, $3, $4, 'link', $5, ${at})`,
    [sides[0]!.id, sides[0]!.openid, sides[1]!.id, sides[1]!.openid, link],
  );
  return { openid, unionid, userId, traces: [openid, unionid, nickname] };
}

async function idOf(sql: Sql, text: string, params: readonly unknown[]): Promise<string> {
  return (await sql.one<{ id: string }>(text, params))!.id;
}
