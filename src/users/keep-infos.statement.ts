import type { Account } from '../accounts/account.entity.js';
import type { WeChatUserInfo } from '../wechat/user/user.wire.js';
import type { FieldOrigin } from './wechat-user.entity.js';

/** Who asked WeChat, and when: as of then what it said is true. */
export interface Asked {
  readonly source: 'user_info' | 'sync';
  readonly at: Date;
}

/** One statement and its parameters. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Makes the persons of those who have a unionid, where there are none; null when nobody has one. */
export function keepPersons(account: Account, infos: readonly WeChatUserInfo[]): Statement | null {
  const unionids = [...new Set(infos.flatMap(({ unionid }) => (unionid === null ? [] : [unionid])))];
  // In one order everywhere, so that two who write the same persons wait for each other and not in a ring.
  return unionids.length === 0
    ? null
    : { text: KEEP_PERSONS, values: [account.openPlatform, unionids.toSorted()] };
}

const KEEP_PERSONS = `INSERT INTO person (open_platform, unionid) SELECT $1, unnest($2::text[])
  ON CONFLICT (open_platform, unionid) DO NOTHING`;

/**
 * Writes what WeChat said of users of one account. Whether they follow counts only when nothing newer is known; whoever
 * changed goes into the history. Whoever neither follows nor is known gets no row.
 */
export function keepInfos(account: Account, infos: readonly WeChatUserInfo[], asked: Asked): Statement {
  const rows = [...new Map(infos.map((info) => [info.openid, info])).values()].toSorted(byOpenid);
  const at = asked.at.toISOString();
  const origins = new OriginTexts({ source: asked.source, at });
  const column = <Value>(pick: (info: WeChatUserInfo) => Value): Value[] => rows.map(pick);
  return {
    text: KEEP_INFOS,
    values: [
      account.id,
      account.openPlatform,
      at,
      asked.source,
      asked.source === 'sync' ? at : null,
      column((info) => info.openid),
      column((info) => info.unionid),
      column((info) => info.subscribed),
      column((info) => info.subscribedAt?.toISOString() ?? null),
      column((info) => info.subscribeScene),
      column((info) => info.qrScene),
      column((info) => info.remark),
      column((info) => info.tagIds && `{${info.tagIds.join(',')}}`),
      column((info) => info.nickname),
      column((info) => info.avatarUrl),
      column((info) => info.sex),
      column((info) => info.language),
      column((info) => info.city),
      column((info) => info.province),
      column((info) => info.country),
      column((info) => origins.of(info)),
    ],
  };
}

const NOTHING_NEWER = '(held.following_at IS NULL OR held.following_at <= EXCLUDED.following_at)';

/** Of whoever was never known to follow it is not known either that they left, nor when. */
const LEFT = `held.subscribed IS TRUE AND NOT EXCLUDED.subscribed AND ${NOTHING_NEWER}`;

const PROFILE_COLUMNS = ['nickname', 'avatar_url', 'sex', 'language', 'city', 'province', 'country'];
const COLUMNS = `person_id, subscribed, following_at, subscribed_at, subscribe_scene, qr_scene, remark,
  tag_ids, ${PROFILE_COLUMNS.join(', ')}, provenance, listed_at`;

/** Looked up by the index for each row: of a table that grows while it is filled, the planner thinks too little, and would read it whole. */
const ONE_BY_ONE = 'OFFSET 0';

const KEEP_INFOS = `
  WITH told AS MATERIALIZED (
    SELECT t.*, w.user_id, w.followed, w.known_at
    FROM unnest($6::text[], $7::text[], $8::boolean[], $9::timestamptz[], $10::text[], $11::text[], $12::text[],
      $13::text[], $14::text[], $15::text[], $16::smallint[], $17::text[], $18::text[], $19::text[], $20::text[], $21::text[])
    AS t(openid, unionid, subscribed, subscribed_at, subscribe_scene, qr_scene, remark, tag_ids,
      nickname, avatar_url, sex, language, city, province, country, provenance)
    LEFT JOIN LATERAL (
      SELECT u.id AS user_id, COALESCE(u.subscribed, false) AS followed, u.following_at AS known_at
      FROM wechat_user u WHERE u.account_id = $1::uuid AND u.openid = t.openid ${ONE_BY_ONE}
    ) w ON true
  ), turned AS (
    INSERT INTO following_event (user_id, at, kind, source, scene)
    SELECT user_id, CASE WHEN subscribed THEN COALESCE(subscribed_at, $3::timestamptz) ELSE $3::timestamptz END,
      CASE WHEN subscribed THEN 'followed' ELSE 'unfollowed' END, $4::text, qr_scene
    FROM told WHERE subscribed <> followed AND (known_at IS NULL OR known_at <= $3::timestamptz)
    ON CONFLICT (user_id, at, kind) DO NOTHING
  )
  INSERT INTO wechat_user AS held (account_id, openid, ${COLUMNS})
  SELECT $1::uuid, told.openid, p.id, told.subscribed, $3::timestamptz, told.subscribed_at, told.subscribe_scene,
    told.qr_scene, told.remark, told.tag_ids::integer[], ${PROFILE_COLUMNS.map((name) => `told.${name}`).join(', ')},
    told.provenance::jsonb, $5::timestamptz
  FROM told LEFT JOIN LATERAL (
    SELECT id FROM person WHERE open_platform = $2 AND unionid = told.unionid ${ONE_BY_ONE}
  ) p ON true
  WHERE told.subscribed OR told.user_id IS NOT NULL
  ORDER BY told.openid
  ON CONFLICT (account_id, openid) DO UPDATE SET
    person_id = COALESCE(held.person_id, EXCLUDED.person_id),
    subscribed = CASE WHEN ${NOTHING_NEWER} THEN EXCLUDED.subscribed ELSE held.subscribed END,
    following_at = GREATEST(held.following_at, EXCLUDED.following_at),
    subscribed_at = CASE WHEN ${NOTHING_NEWER} THEN COALESCE(EXCLUDED.subscribed_at, held.subscribed_at)
      ELSE held.subscribed_at END,
    unsubscribed_at = CASE WHEN ${LEFT} THEN EXCLUDED.following_at ELSE held.unsubscribed_at END,
    subscribe_scene = COALESCE(EXCLUDED.subscribe_scene, held.subscribe_scene),
    qr_scene = COALESCE(EXCLUDED.qr_scene, held.qr_scene),
    remark = COALESCE(EXCLUDED.remark, held.remark),
    tag_ids = COALESCE(EXCLUDED.tag_ids, held.tag_ids),
    ${PROFILE_COLUMNS.map((name) => `${name} = COALESCE(EXCLUDED.${name}, held.${name})`).join(', ')},
    provenance = held.provenance || (EXCLUDED.provenance
      - CASE WHEN ${NOTHING_NEWER} THEN '{}'::text[] ELSE '{subscribed,subscribedAt}'::text[] END
      - CASE WHEN held.person_id <> EXCLUDED.person_id THEN '{unionid}'::text[] ELSE '{}'::text[] END)
      || CASE WHEN ${LEFT} THEN jsonb_build_object('unsubscribedAt', EXCLUDED.provenance -> 'subscribed') ELSE '{}'::jsonb END,
    listed_at = COALESCE(EXCLUDED.listed_at, held.listed_at),
    updated_at = now()`;

const TOLD_FIELDS = [
  ...(['nickname', 'avatarUrl', 'sex', 'language', 'city', 'province', 'country'] as const),
  ...(['remark', 'tagIds', 'unionid', 'subscribedAt', 'subscribeScene'] as const),
];

/** Where the fields of a row came from, as JSON: the same few texts for millions of rows. */
class OriginTexts {
  private readonly texts: (string | undefined)[] = [];

  constructor(private readonly origin: FieldOrigin) {}

  of(info: WeChatUserInfo): string {
    let which = 0;
    for (const field of TOLD_FIELDS) which = which * 2 + (info[field] === null ? 0 : 1);
    return (this.texts[which] ??= this.textFor(info));
  }

  private textFor(info: WeChatUserInfo): string {
    const told = TOLD_FIELDS.filter((field) => info[field] !== null);
    return JSON.stringify(Object.fromEntries(['subscribed', ...told].map((field) => [field, this.origin])));
  }
}

function byOpenid(one: WeChatUserInfo, other: WeChatUserInfo): number {
  return one.openid < other.openid ? -1 : 1;
}
