import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import { NicknameStatistics, type SearchSize } from './nickname-statistics.js';

/** How a search finds its users: by the index of nicknames, or by looking at each nickname along the list's own order. */
export type SearchWay = 'by-index' | 'along-the-list';

/** Reading a match by the index costs about as much as looking at this many nicknames in passing. */
const PRICE_OF_A_MATCH = 2;
/** What may be somebody's openid or unionid. */
const IDENTIFIER = /^[\w-]{6,128}$/;

/**
 * The better way to the first `limit` users of a search. Of a rare nickname the index knows every bearer at once; of a
 * common one it knows so many that the list itself soon meets enough of them.
 */
export function wayOf({ matches, users }: SearchSize, limit: number): SearchWay {
  const looked = Math.min(users, (limit * users) / Math.max(1, matches));
  return PRICE_OF_A_MATCH * matches <= looked ? 'by-index' : 'along-the-list';
}

/** Turns what somebody types into a search box into conditions on `wechat_user u` that an index answers. */
@Injectable()
export class NicknameSearch {
  constructor(private readonly statistics: NicknameStatistics) {}

  /** What `q` may mean to whoever wants the first `limit` users: the second counts where the first finds nobody. */
  async meanings(q: string, accountIds: readonly string[], limit: number): Promise<Sql[]> {
    const way = wayOf(await this.sizeOf(q), limit);
    const nickname = nicknameHolds(q, way);
    return IDENTIFIER.test(q) ? [isCalled(q, accountIds), nickname] : [nickname];
  }

  /** How much there is to find, about. */
  sizeOf(q: string): Promise<SearchSize> {
    return this.statistics.sizeOf(q);
  }
}

/** Exactly this openid or unionid. */
function isCalled(q: string, accountIds: readonly string[]): Sql {
  return sql`u.id = ANY(ARRAY(
    SELECT named.id FROM wechat_user named WHERE named.account_id = ANY(${accountIds}::uuid[]) AND named.openid = ${q}
    UNION ALL
    SELECT known.id FROM person p JOIN wechat_user known ON known.person_id = p.id
    WHERE p.open_platform = ANY(ARRAY(SELECT DISTINCT open_platform FROM account)) AND p.unionid = ${q}))`;
}

/** The nickname holds these characters next to each other, whatever the case. */
export function nicknameHolds(q: string, way: SearchWay): Sql {
  const contains = sql`strpos(folded_nickname(u.nickname), folded_nickname(${q})) > 0`;
  if (way === 'along-the-list') return contains;
  const bearers = sql`u.id = ANY(ARRAY(
    SELECT n.user_id FROM user_nickname n WHERE nickname_grams(n.folded) @> sought_grams(folded_nickname(${q}))))`;
  // A pair of characters is one entry of the index; more are several, and may stand apart in a nickname.
  return [...q.normalize('NFKC')].length <= 2 ? bearers : sql`${bearers} AND ${contains}`;
}
