import { stringify } from 'csv-stringify/sync';
import type { ListedUser } from './user-view.js';

/** The languages that a table's headings come in. */
export type CsvLanguage = 'zh' | 'en';

/** China keeps one time all the year: UTC+8. */
const CHINA_MS = 8 * 60 * 60 * 1_000;

type Cell = string | number | null;

/** Rows in a piece: so short that the garbage collector clears it away young, and memory stays as it is. */
const PIECE = 50;

interface CsvColumn {
  readonly zh: string;
  readonly en: string;
  readonly of: (user: ListedUser) => Cell;
}

const SEXES: Readonly<Record<CsvLanguage, readonly string[]>> = {
  zh: ['未知', '男', '女'],
  en: ['unknown', 'male', 'female'],
};
const FOLLOWS: Readonly<Record<CsvLanguage, readonly [string, string]>> = {
  zh: ['已关注', '未关注'],
  en: ['follows', 'does not follow'],
};

function columnsIn(language: CsvLanguage): CsvColumn[] {
  const [follows, doesNot] = FOLLOWS[language];
  return [
    { zh: '公众号', en: 'account', of: ({ account }) => account },
    { zh: 'OpenID', en: 'openid', of: ({ openid }) => openid },
    { zh: 'UnionID', en: 'unionid', of: ({ unionid }) => unionid },
    { zh: '昵称', en: 'nickname', of: ({ nickname }) => nickname },
    { zh: '头像', en: 'avatar', of: ({ avatarUrl }) => avatarUrl },
    { zh: '性别', en: 'sex', of: ({ sex }) => (sex === null ? null : (SEXES[language][sex] ?? null)) },
    { zh: '国家', en: 'country', of: ({ country }) => country },
    { zh: '省份', en: 'province', of: ({ province }) => province },
    { zh: '城市', en: 'city', of: ({ city }) => city },
    {
      zh: '关注状态',
      en: 'following',
      of: ({ subscribed }) => (subscribed === null ? null : subscribed ? follows : doesNot),
    },
    ...inBothTimes('关注时间', 'following since', ({ subscribedAt }) => subscribedAt),
    { zh: '授权范围', en: 'scope', of: ({ grantedScope }) => grantedScope },
    ...inBothTimes('首次出现', 'first seen', ({ firstSeenAt }) => firstSeenAt),
    ...inBothTimes('最近登录', 'last sign-in', ({ lastLoginAt }) => lastLoginAt),
    { zh: '登录次数', en: 'sign-ins', of: ({ loginCount }) => loginCount },
  ];
}

/** A spreadsheet sorts and counts with the one, people read the other. */
function inBothTimes(zh: string, en: string, of: (user: ListedUser) => Date | null): CsvColumn[] {
  return [
    { zh: `${zh}（北京时间）`, en: `${en} (China)`, of: (user) => chinaTime(of(user)) },
    { zh: `${zh}（UTC）`, en: `${en} (UTC)`, of: (user) => of(user)?.toISOString() ?? null },
  ];
}

/**
 * Users as a table for spreadsheets, piece by piece (RFC 4180, with the byte-order mark by which Excel knows UTF-8, and
 * CRLF). What would be a formula there is text here: nicknames are written by strangers.
 */
export async function* userCsv(
  users: AsyncIterable<readonly ListedUser[]>,
  language: CsvLanguage = 'zh',
): AsyncGenerator<string> {
  const columns = columnsIn(language);
  yield `\uFEFF${rowsOf([columns.map((column) => column[language])])}`;
  for await (const some of users)
    for (let from = 0; from < some.length; from += PIECE)
      yield rowsOf(some.slice(from, from + PIECE).map((user) => columns.map(({ of }) => of(user))));
}

function rowsOf(rows: readonly Cell[][]): string {
  return stringify(rows as Cell[][], {
    record_delimiter: 'windows',
    escape_formulas: true,
    // By itself it quotes only what its own line end would break.
    quoted_match: /[\r\n]/,
  });
}

function chinaTime(instant: Date | null): string | null {
  if (!instant) return null;
  return new Date(instant.getTime() + CHINA_MS).toISOString().slice(0, 19).replace('T', ' ');
}
