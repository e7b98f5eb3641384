import type { Account } from '../../src/accounts/account.entity.js';
import { NicknameSearch, nicknameHolds, type SearchWay } from '../../src/users/nickname-search.js';
import { NicknameStatistics } from '../../src/users/nickname-statistics.js';
import {
  USER_SORTS,
  type UserFilter,
  type UserPosition,
  type UserSort,
} from '../../src/users/user-filter.js';
import { stretchOf } from '../../src/users/user-list.statement.js';
import { UserList } from '../../src/users/user-list.js';
import { aDatabase, type ADatabase } from '../fakes/a-database.js';
import { FixedClock } from '../fakes/fixed-clock.js';

let database: ADatabase;
let list: UserList;
let main: Account;
let shop: Account;

beforeAll(async () => {
  database = await aDatabase();
});
beforeEach(async () => {
  await database.clear();
  main = await database.addAccount({ key: 'main' });
  shop = await database.addAccount({
    id: '22222222-2222-4222-8222-222222222222',
    key: 'shop',
    appId: 'wxshop0000000001',
  });
  list = new UserList(
    database.sql,
    database.accountsOf(),
    new NicknameSearch(new NicknameStatistics(database.sql, new FixedClock())),
  );
});
afterAll(() => database.end());

interface Given {
  readonly nickname?: string | null;
  readonly subscribed?: boolean | null;
  readonly scope?: string | null;
  readonly seen?: string;
  readonly login?: string | null;
  readonly unionid?: string;
}

let added = 0;

/** Adds somebody; answers the openid. */
async function add(account: Account, given: Given = {}): Promise<string> {
  const openid = `oUser${String(++added).padStart(6, '0')}`;
  const { nickname = null, subscribed = null, scope = 'snsapi_base', login = null, unionid = null } = given;
  const seen = given.seen ?? '2026-01-01T00:00:00Z';
  await database.sql.rows(
    `WITH someone AS (
       INSERT INTO person (open_platform, unionid) SELECT 'default', $8 WHERE $8::text IS NOT NULL
       ON CONFLICT (open_platform, unionid) DO UPDATE SET unionid = EXCLUDED.unionid RETURNING id)
     INSERT INTO wechat_user (account_id, openid, nickname, subscribed, granted_scope, first_seen_at, last_login_at, person_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, (SELECT id FROM someone))`,
    [account.id, openid, nickname, subscribed, scope, seen, login, unionid],
  );
  return openid;
}

/** The whole list, read in pages of `limit`; `between` runs after the first. */
async function walk(
  among: Account | 'all',
  { filter = {}, sort = '-first_seen_at', limit = 3, between = async () => undefined as unknown }: Walk = {},
): Promise<string[]> {
  const openids: string[] = [];
  let after: UserPosition | null = null;
  do {
    const page = await list.page(among, filter, sort, after, limit);
    expect(page.users.length).toBeLessThanOrEqual(limit);
    openids.push(...page.users.map(({ openid }) => openid));
    if (after === null) await between();
    after = page.next;
  } while (after);
  return openids;
}

interface Walk {
  readonly filter?: UserFilter;
  readonly sort?: UserSort;
  readonly limit?: number;
  readonly between?: () => Promise<unknown>;
}

const found = (q: string, more: UserFilter = {}) => walk(main, { filter: { q, ...more } });

describe('a list of users', () => {
  it.each(USER_SORTS)('is the same in pages of any size, in the order %s', async (sort) => {
    // Times that differ by a microsecond, that are equal, and that are not there.
    for (let n = 0; n < 12; n++) {
      const at = `2026-03-0${1 + Math.floor(n / 5)}T00:00:00.00000${n % 3}Z`;
      await add(main, { seen: at, login: n % 4 === 0 ? null : at });
    }
    await add(shop);
    const column = sort.replace('-', '');
    const direction = sort.startsWith('-') ? 'DESC' : 'ASC';
    const rows = await database.sql.rows<{ openid: string }>(
      `SELECT openid FROM wechat_user WHERE account_id = $1
       ORDER BY ${column} ${direction} NULLS LAST, id ${direction}`,
      [main.id],
    );
    const whole = rows.map(({ openid }) => openid);
    expect(whole).toHaveLength(12);
    for (const limit of [1, 2, 5, 12, 50]) expect(await walk(main, { sort, limit })).toEqual(whole);
  });

  it.each(USER_SORTS)('of all accounts is one list in the order %s', async (sort) => {
    for (let n = 0; n < 9; n++)
      await add(n % 3 ? main : shop, {
        seen: `2026-03-0${1 + (n % 4)}T00:00:00Z`,
        login: n % 2 ? `2026-04-0${1 + (n % 5)}T00:00:00Z` : null,
      });
    const direction = sort.startsWith('-') ? 'DESC' : 'ASC';
    const rows = await database.sql.rows<{ openid: string }>(
      `SELECT openid FROM wechat_user ORDER BY ${sort.replace('-', '')} ${direction} NULLS LAST, id ${direction}`,
    );
    expect(await walk('all', { sort, limit: 2 })).toEqual(rows.map(({ openid }) => openid));
    const { users } = await list.page('all', {}, sort, null, 9);
    expect(new Set(users.map(({ account }) => account))).toEqual(new Set(['main', 'shop']));
  });

  it('tells nobody twice and leaves nobody out when others come while it is read', async () => {
    const before: string[] = [];
    for (let n = 1; n <= 7; n++) before.push(await add(main, { seen: `2026-03-0${n}T00:00:00Z` }));
    const between = async () => {
      await add(main, { seen: '2026-05-01T00:00:00Z' });
      await add(main, { seen: '2026-03-02T12:00:00Z' });
    };
    const told = await walk(main, { between });
    expect(new Set(told).size).toBe(told.length);
    expect(told.filter((openid) => before.includes(openid))).toEqual(before.toReversed());
  });

  it('is narrowed by following, scope and times', async () => {
    const follower = await add(main, { subscribed: true, scope: null });
    const gone = await add(main, {
      subscribed: false,
      scope: 'snsapi_userinfo',
      login: '2026-02-02T00:00:00Z',
    });
    const stranger = await add(main, { seen: '2026-02-01T00:00:00Z', login: '2026-02-03T00:00:00Z' });
    const walked = (filter: UserFilter, sort?: UserSort) => walk(main, { filter, sort });
    expect(await walked({ subscribed: true })).toEqual([follower]);
    expect(await walked({ subscribed: false })).toEqual([gone]);
    expect(await walked({ scope: 'snsapi_base' })).toEqual([stranger]);
    expect(await walked({ scope: 'snsapi_userinfo', subscribed: true })).toEqual([]);
    const at = new Date('2026-02-01T00:00:00Z');
    expect(await walked({ firstSeen: { since: at, until: null } })).toEqual([stranger]);
    expect(await walked({ firstSeen: { since: null, until: at } })).toEqual([gone, follower]);
    const day = { since: new Date('2026-02-02T00:00:00Z'), until: new Date('2026-02-03T00:00:00Z') };
    expect(await walked({ lastLogin: day }, '-last_login_at')).toEqual([gone]);
    expect(await walked({ scope: 'snsapi_base' }, 'last_login_at')).toEqual([stranger]);
  });

  it('is streamed whole, some at a time', async () => {
    for (let n = 0; n < 7; n++) await add(main);
    const steps: number[] = [];
    for await (const users of list.stream(main, {}, 'first_seen_at', 3)) steps.push(users.length);
    expect(steps).toEqual([3, 3, 1]);
  });
});

describe('a search', () => {
  it('finds a nickname by one, two or more of its characters, anywhere in it', async () => {
    const ming = await add(main, { nickname: '王小明同学' });
    const hong = await add(main, { nickname: '小红' });
    await add(main, { nickname: '明小王' });
    await add(shop, { nickname: '小明' });
    expect(await found('小明')).toEqual([ming]);
    expect(await found('红')).toEqual([hong]);
    expect(await found('王小明')).toEqual([ming]);
    expect(await found('小明同学')).toEqual([ming]);
    expect(await found('同学')).toEqual([ming]);
    expect(await found('小明的')).toEqual([]);
    expect(await walk('all', { filter: { q: '小明' } })).toHaveLength(2);
  });

  it('takes pairs that stand apart for no match', async () => {
    await add(main, { nickname: '小明 明同 同学' });
    expect(await found('小明同学')).toEqual([]);
  });

  it('does not mind case, width or the form in which a letter is written', async () => {
    const amy = await add(main, { nickname: 'ＡＭＹ ①号' });
    expect(await found('amy')).toEqual([amy]);
    expect(await found('Y 1')).toEqual([amy]);
    const cafe = await add(main, { nickname: 'Cafe\u0301 🌸' });
    expect(await found('CAFÉ')).toEqual([cafe]);
    expect(await found('🌸')).toEqual([cafe]);
  });

  it('takes what is typed as it is: nothing in it is a pattern or a statement', async () => {
    await add(main, { nickname: '小明' });
    const odd = await add(main, { nickname: `100%_'"\\;--{}` });
    for (const q of ['%', '_', "'", '"', '\\', ';--', '{}']) expect(await found(q)).toEqual([odd]);
    for (const q of ['小%', '__', "' OR 1=1", '{小}']) expect(await found(q)).toEqual([]);
  });

  it('finds exactly one by openid, and a person by unionid', async () => {
    const one = await add(main, { unionid: 'uPerson0000001' });
    const other = await add(shop, { unionid: 'uPerson0000001' });
    await add(main, { nickname: one });
    expect(await found(one)).toEqual([one]);
    expect(await found('uPerson0000001')).toEqual([one]);
    expect((await walk('all', { filter: { q: 'uPerson0000001' } })).sort()).toEqual([one, other].sort());
    expect(await found('uPerson')).toEqual([]);
  });

  it('finds the same by the index and along the list', async () => {
    const names = ['小明', '王小明', '小红', 'Amy', '', null, '小明小明', '明小', 'a小明b'];
    for (const nickname of names) await add(main, { nickname });
    for (const q of ['小明', '明', '王小明', 'MY', '小明小']) {
      const by = async (way: SearchWay) => {
        const { text, values } = stretchOf({
          accountIds: [main.id],
          conditions: [nicknameHolds(q, way)],
          sort: '-first_seen_at',
          phase: 'dated',
          after: null,
          limit: 20,
        });
        return (await database.sql.plannedRows<{ openid: string }>(text, values)).map(({ openid }) => openid);
      };
      const ways = [await by('by-index'), await by('along-the-list')];
      expect(ways[0]!.length).toBeGreaterThan(0);
      expect(ways[0]).toEqual(ways[1]);
    }
  });

  it('follows every change of a nickname, and an erased user', async () => {
    const openid = await add(main, { nickname: '旧名字' });
    const rename = (nickname: string | null) =>
      database.sql.rows('UPDATE wechat_user SET nickname = $2 WHERE openid = $1', [openid, nickname]);
    await rename('新名字');
    expect([await found('旧名'), await found('新名')]).toEqual([[], [openid]]);
    await rename('');
    expect(await database.count('user_nickname')).toBe(0);
    await rename('第三个');
    expect(await found('第三')).toEqual([openid]);
    await database.sql.rows('DELETE FROM wechat_user');
    expect(await database.count('user_nickname')).toBe(0);
  });

  it('costs a silent login nothing: what is searched is written when the nickname changes, and only then', async () => {
    await add(main, { nickname: '小明' });
    const version = () => database.sql.one('SELECT ctid, xmin FROM user_nickname');
    const before = await version();
    await database.sql.rows(
      'UPDATE wechat_user SET last_login_at = now(), nickname = COALESCE(NULL, nickname), login_count = login_count + 1',
    );
    expect(await version()).toEqual(before);
  });
});

describe('a count', () => {
  it('is exact up to ten thousand, also of a search', async () => {
    for (let n = 0; n < 5; n++) await add(main, { nickname: n < 2 ? '小明' : '小红', subscribed: n === 0 });
    expect(await list.count(main, {})).toEqual({ count: 5, exact: true });
    expect(await list.count('all', { subscribed: true })).toEqual({ count: 1, exact: true });
    expect(await list.count(main, { q: '小明' })).toEqual({ count: 2, exact: true });
    expect(await list.count(main, { q: '没有' })).toEqual({ count: 0, exact: true });
  });

  it('beyond is about right, and says so', async () => {
    // A few at a time: no statement may take two seconds.
    for (let from = 0; from < 21_000; from += 3_000)
      await database.sql.rows(
        `INSERT INTO wechat_user (account_id, openid, nickname)
         SELECT $1, 'o' || i, '小明' FROM generate_series($2::int + 1, $2 + 3000) AS i`,
        [main.id, from],
      );
    await database.sql.rows('ANALYZE wechat_user');
    await database.sql.rows('ANALYZE user_nickname');
    const [all, ming] = [await list.count(main, {}), await list.count(main, { q: '小明' })];
    expect([all.exact, ming.exact]).toEqual([false, false]);
    for (const { count } of [all, ming]) expect(Math.abs(count - 21_000)).toBeLessThan(1_000);
  }, 30_000);
});
