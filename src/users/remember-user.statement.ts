import sql, { type Sql } from 'sql-template-tag';
import type { Account } from '../accounts/account.entity.js';
import type { Profile } from './profile.js';
import type { FieldOrigin } from './wechat-user.entity.js';

/** Somebody as an authorization showed them. */
export interface SeenUser {
  readonly openid: string;
  readonly unionid: string | null;
  /** What they granted this time. */
  readonly scope: string;
  readonly profile: Profile;
  readonly provenance: Record<string, FieldOrigin>;
}

/** Finds or makes the person of a unionid; a part named `person`, one row with `id`, or none without a unionid. */
export function rememberPerson(account: Account, seen: SeenUser, condition: Sql): Sql {
  if (seen.unionid === null) return sql`SELECT NULL::bigint AS id WHERE false`;
  // An update that changes nothing makes RETURNING answer for rows that were already there.
  return sql`
    INSERT INTO person (open_platform, unionid)
    SELECT ${account.openPlatform}, ${seen.unionid} WHERE ${condition}
    ON CONFLICT (open_platform, unionid) DO UPDATE SET unionid = EXCLUDED.unionid
    RETURNING id`;
}

const ORIGIN = sql`jsonb_build_object('source', 'authorization',
  'at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`;

/** What the authorization itself tells, with or without a profile. */
function toldByItself({ unionid }: SeenUser): Sql {
  return unionid === null
    ? sql`jsonb_build_object('scope', ${ORIGIN})`
    : sql`jsonb_build_object('scope', ${ORIGIN}, 'unionid', ${ORIGIN})`;
}

/**
 * Writes a user under (account, openid); a part named `remembered`, one row with `id`. A null
 * never erases what is known, a grant never shrinks, and a person once linked stays linked.
 * Needs a part named `person`.
 */
export function rememberUser(account: Account, seen: SeenUser, condition: Sql): Sql {
  const { profile } = seen;
  return sql`
    INSERT INTO wechat_user AS held (
      account_id, openid, person_id, granted_scope,
      nickname, avatar_url, sex, language, city, province, country,
      provenance, last_login_at, login_count
    )
    SELECT ${account.id}::uuid, ${seen.openid}, (SELECT id FROM person), ${seen.scope},
      ${profile.nickname}::text, ${profile.avatarUrl}::text, ${profile.sex}::smallint, ${profile.language}::text,
      ${profile.city}::text, ${profile.province}::text, ${profile.country}::text,
      ${JSON.stringify(seen.provenance)}::jsonb || ${toldByItself(seen)}, now(), 1
    WHERE ${condition}
    ON CONFLICT (account_id, openid) DO UPDATE SET
      person_id = COALESCE(held.person_id, EXCLUDED.person_id),
      granted_scope = CASE WHEN EXCLUDED.granted_scope = 'snsapi_base'
        THEN COALESCE(held.granted_scope, 'snsapi_base') ELSE EXCLUDED.granted_scope END,
      nickname = COALESCE(EXCLUDED.nickname, held.nickname),
      avatar_url = COALESCE(EXCLUDED.avatar_url, held.avatar_url),
      sex = COALESCE(EXCLUDED.sex, held.sex),
      language = COALESCE(EXCLUDED.language, held.language),
      city = COALESCE(EXCLUDED.city, held.city),
      province = COALESCE(EXCLUDED.province, held.province),
      country = COALESCE(EXCLUDED.country, held.country),
      provenance = held.provenance || (EXCLUDED.provenance
        - CASE WHEN EXCLUDED.granted_scope = 'snsapi_base' AND held.granted_scope <> 'snsapi_base'
          THEN '{scope}'::text[] ELSE '{}'::text[] END
        - CASE WHEN held.person_id <> EXCLUDED.person_id THEN '{unionid}'::text[] ELSE '{}'::text[] END),
      last_login_at = now(),
      login_count = held.login_count + 1,
      updated_at = now()
    RETURNING held.id, held.person_id`;
}
