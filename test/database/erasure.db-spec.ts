import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Account } from '../../src/accounts/account.entity.js';
import { AuditService } from '../../src/audit/audit.service.js';
import { KeyRing } from '../../src/kernel/crypto/key-ring.js';
import { HOLDINGS } from '../../src/privacy/holdings.js';
import { parametersOf, WHO } from '../../src/privacy/person.js';
import { aDatabase, type ADatabase } from '../fakes/a-database.js';
import { aHeldPerson, type AHeldPerson } from '../fakes/a-held-person.js';
import { aPrivacyRoom, type APrivacyRoom } from '../fakes/a-privacy-room.js';
import { rowsReadOver } from '../support/rows-read.js';
import { placesOf } from '../support/every-row.js';

const OPENID = 'oErasedPerson0000000000000-x';
const BYSTANDER = 'oBystander000000000000000_y';
let database: ADatabase;
let folder: string;
let main: Account;
let shop: Account;
let room: APrivacyRoom;
let held: AHeldPerson;
let bystander: AHeldPerson;

beforeAll(async () => {
  database = await aDatabase(4);
  folder = mkdtempSync(path.join(tmpdir(), 'lingpai-erasure-'));
});
beforeEach(async () => {
  await database.clear();
  rmSync(folder, { recursive: true, force: true });
  main = await database.addAccount();
  shop = await database.addAccount({
    id: '22222222-2222-4222-8222-222222222222',
    key: 'shop',
    appId: 'wxshop0000000001',
  });
  room = aPrivacyRoom(database.sql, { file: path.join(folder, 'erasures') });
  held = await aHeldPerson(database.sql, main, shop, { openid: OPENID });
  bystander = await aHeldPerson(database.sql, main, shop, { openid: BYSTANDER });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.end();
});

const traces = async (of: AHeldPerson): Promise<string[]> =>
  (
    await Promise.all(of.traces.map((text) => placesOf(text, (...asked) => database.sql.rows(...asked))))
  ).flat();
const tombstones = () => database.sql.rows<{ cause: string; mark: Buffer }>('SELECT * FROM erasure');
const census = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(
      HOLDINGS.map(async ({ table, found }) => [
        table,
        (await database.sql.one<{ n: string }>(
          `WITH who AS (SELECT account_id, openid, id AS user_id, person_id, ARRAY[(SELECT min(person_mark) FROM push_inbox)] AS marks
             FROM wechat_user WHERE openid = $1)
           SELECT count(*) AS n FROM ${table} t, who WHERE ${found}`,
          [BYSTANDER],
        ))!.n,
      ]),
    ),
  );

describe('erasing somebody', () => {
  it('who stands in every table on the list: the fixture misses none', async () => {
    const { data } = (await room.exports.exportOf(main, OPENID, 'visitor'))!;
    expect(data.map(({ table }) => table)).toEqual(HOLDINGS.map(({ table }) => table));
  });

  it('is exported without their openids elsewhere to whoever may ask about one account alone', async () => {
    const narrow = (await room.exports.exportOf(main, OPENID, 'caller:shop', 'this-account'))!;
    expect(narrow.data.map(({ table }) => table)).toEqual(HOLDINGS.map(({ table }) => table));
    expect(JSON.stringify(narrow)).not.toContain('-elsewhere');
    const pairs = narrow.data.find(({ table }) => table === 'linked_openid')!;
    expect(pairs.rows).toEqual([]);
    expect(pairs.heldNotShown).toEqual(expect.arrayContaining(['openid', 'other_openid', 'other_account']));
  });

  it('leaves no trace of them in any table, nor in the log, and a tombstone that names nobody', async () => {
    expect((await traces(held)).length).toBeGreaterThan(5);
    expect(await room.erasures.erase(main, OPENID, 'cancellation')).toBe(true);
    // The other account knows them under another openid, which is erased on its own.
    await room.erasures.erase(shop, `${OPENID}-elsewhere`, 'cancellation');
    expect(await traces(held)).toEqual([]);
    expect(JSON.stringify(room.log.lines)).not.toContain(OPENID);
    expect(room.log.lines[0]).toMatchObject({
      event: 'privacy.erased',
      fields: { user: held.userId, account: 'main', cause: 'cancellation' },
    });
    expect(await tombstones()).toHaveLength(2);
  });

  it('touches nobody else', async () => {
    const before = [await census(), await traces(bystander)];
    await room.erasures.erase(main, OPENID, 'caller');
    expect([await census(), await traces(bystander)]).toEqual(before);
    expect(Number(Object.values(before[0]!)[3])).toBeGreaterThan(0);
  });

  it('keeps the unionid while another account knows them by it', async () => {
    await room.erasures.erase(main, OPENID, 'caller');
    expect(await database.sql.one('SELECT 1 FROM person WHERE unionid = $1', [held.unionid])).not.toBeNull();
    await room.erasures.erase(shop, `${OPENID}-elsewhere`, 'caller');
    expect(await database.sql.one('SELECT 1 FROM person WHERE unionid = $1', [held.unionid])).toBeNull();
  });

  it('keeps of a push what tells a repetition from a new one, and nothing waits any more', async () => {
    await room.erasures.erase(main, OPENID, 'caller');
    const rows = await database.sql.rows(
      'SELECT state, payload_sealed, answer_sealed, person_mark FROM push_inbox',
    );
    expect(rows).toContainEqual({
      state: 'done',
      payload_sealed: null,
      answer_sealed: null,
      person_mark: null,
    });
    expect(rows).toHaveLength(2);
  });

  it('finds the logins of somebody without looking at everybody else’s of that day', async () => {
    await database.sql.rows(
      `INSERT INTO login_attempt (state_hash, account_id, browser_hash, scope, return_to, status, session_hash, created_at, expires_at)
       SELECT sha256(i::text::bytea), $1, '\\x01', 'snsapi_base', '/me', 'signed_in', sha256(i::text::bytea), at, at + interval '10 minutes'
       FROM generate_series(1, 20000) i, LATERAL (SELECT now() - make_interval(secs => i * 4.3) AS at) began`,
      [main.id],
    );
    await database.sql.rows('ANALYZE login_attempt, session');
    const { table, found } = HOLDINGS.find((holding) => holding.table === 'login_attempt')!;
    const watched = rowsReadOver(database.sql);
    const person = { accountId: main.id, openid: OPENID, userId: held.userId, personId: null, marks: [] };
    expect(
      await watched.sql.rows(
        `WITH ${WHO} SELECT t.return_to FROM ${table} t, who WHERE ${found}`,
        parametersOf(person),
      ),
    ).toEqual([{ return_to: `/orders/of/${OPENID}` }]);
    expect(watched.most()).toBeLessThan(1_000);
  });

  it('says whether anything was there, and leaves a tombstone for nobody but whom WeChat says to forget', async () => {
    expect(await room.erasures.erase(main, 'oNobody', 'caller')).toBe(false);
    expect(await tombstones()).toEqual([]);
    expect(await room.erasures.erase(main, 'oNobody', 'cancellation')).toBe(false);
    expect(await tombstones()).toHaveLength(1);
  });

  it('knows since when they are erased, by old keys of SECRET_KEY as well, and of nobody else', async () => {
    const before = new Date(Date.now() - 60_000);
    await room.erasures.erase(main, OPENID, 'visitor');
    const [older, newer] = [Buffer.from('0123456789abcdef0123456789abcdef'), Buffer.alloc(32, 'n')];
    const rotated = aPrivacyRoom(database.sql, {
      file: path.join(folder, 'other'),
      keys: new KeyRing([newer, older]),
    });
    for (const { erasures } of [room, rotated]) {
      expect(await erasures.erasedSince(main, OPENID, before)).toBe(true);
      expect(await erasures.erasedSince(main, OPENID, new Date(Date.now() + 60_000))).toBe(false);
      expect(await erasures.erasedSince(shop, OPENID, before)).toBe(false);
      expect(await erasures.erasedSince(main, BYSTANDER, before)).toBe(false);
    }
    const stranger = aPrivacyRoom(database.sql, { file: path.join(folder, 'o'), keys: new KeyRing([newer]) });
    expect(await stranger.erasures.erasedSince(main, OPENID, before)).toBe(false);
  });

  it('by an operator is on record with it, or is not done', async () => {
    const by = { actor: 'operator:alice', address: '192.0.2.7' };
    const away = jest.spyOn(AuditService.prototype, 'record').mockRejectedValueOnce(new Error('no room'));
    await expect(room.erasures.erase(main, OPENID, 'operator', by)).rejects.toThrow('no room');
    away.mockRestore();
    expect((await traces(held)).length).toBeGreaterThan(5);
    expect(await tombstones()).toEqual([]);
    expect(await room.erasures.erase(main, OPENID, 'operator', by)).toBe(true);
    expect(
      await database.sql.one('SELECT actor, action, target, address FROM audit_log ORDER BY id DESC LIMIT 1'),
    ).toEqual({ ...by, action: 'person.erased', target: held.userId });
  });

  it('twice at once is once', async () => {
    const both = await Promise.all([1, 2].map(() => room.erasures.erase(main, OPENID, 'visitor')));
    expect(both.filter((wasThere) => wasThere)).toHaveLength(1);
    expect(await tombstones()).toHaveLength(1);
  });

  it('notes the tombstone beside the database, for its owner’s eyes alone, without an openid', async () => {
    await room.erasures.erase(main, OPENID, 'visitor');
    const file = path.join(folder, 'erasures');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toMatch(
      /^11111111-1111-4111-8111-111111111111 [0-9a-f]{8} [0-9a-f]{64} \S+Z visitor\n$/,
    );
  });
});

describe('a withdrawal', () => {
  const user = () =>
    database.sql.one<Record<string, unknown>>(
      `SELECT nickname, avatar_url, granted_scope, provenance, (SELECT count(*)::int FROM session s WHERE s.user_id = u.id) AS sessions,
         (SELECT count(*)::int FROM user_token t WHERE t.user_id = u.id) AS tokens,
         (SELECT count(*)::int FROM consent c WHERE c.user_id = u.id AND withdrawn_at IS NULL) AS consents
       FROM wechat_user u WHERE account_id = $1 AND openid = $2`,
      [main.id, OPENID],
    );
  const bare = {
    nickname: null,
    avatar_url: null,
    granted_scope: 'snsapi_base',
    // What they granted changed as well, and a push told of it.
    provenance: { scope: { source: 'push', at: expect.stringMatching(/Z$/) as string } },
    consents: 0,
  };

  it('of nickname and picture takes them, the session and the token, and leaves the user', async () => {
    await room.erasures.withdraw(main, OPENID, '205');
    expect(await user()).toEqual({ ...bare, sessions: 0, tokens: 0 });
    expect(await tombstones()).toEqual([]);
  });

  it.each(['201', '202', '203', '204', '206', '207'])(
    'of %s takes session and token, and no name',
    async (code) => {
      await room.erasures.withdraw(main, OPENID, code);
      expect(await user()).toMatchObject({ nickname: `Nick ${OPENID}`, sessions: 0, tokens: 0 });
    },
  );

  it.each(['301', '999', '', '201,999', 'toString'])('of %j erases who does not follow', async (code) => {
    await room.erasures.withdraw(main, OPENID, code);
    expect(await user()).toBeNull();
    expect(await tombstones()).toMatchObject([{ cause: 'revocation' }]);
  });

  it('of everything leaves a follower as a follower', async () => {
    await database.sql.rows('UPDATE wechat_user SET subscribed = true WHERE openid = $1', [OPENID]);
    await room.erasures.withdraw(main, OPENID, '301');
    expect(await user()).toEqual({ ...bare, sessions: 0, tokens: 0 });
    const pairs = await database.sql.rows<{ text: string }>(
      'SELECT p::text AS text FROM linked_openid p UNION ALL SELECT l::text FROM login_link l',
    );
    expect(pairs.map(({ text }) => text.includes(BYSTANDER))).toEqual([true, true]);
  });

  it('of somebody unknown changes nothing', async () => {
    await room.erasures.withdraw(main, 'oNobody', '205');
    await room.erasures.forgetProfile(main, 'oNobody');
    expect(room.log.lines).toEqual([]);
    expect(await user()).toMatchObject({ nickname: `Nick ${OPENID}`, sessions: 1 });
  });

  it('a changed profile takes nickname and picture alone', async () => {
    await room.erasures.forgetProfile(main, OPENID);
    expect(await user()).toMatchObject({
      nickname: null,
      avatar_url: null,
      provenance: {},
      sessions: 1,
      tokens: 1,
    });
  });
});
