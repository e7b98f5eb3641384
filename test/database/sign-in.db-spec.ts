import { randomBytes } from 'node:crypto';
import type { Account } from '../../src/accounts/account.entity.js';
import { NO_PROFILE, type Profile, provenanceOf } from '../../src/users/profile.js';
import type { SeenUser } from '../../src/users/remember-user.statement.js';
import { WechatUserRepository } from '../../src/users/wechat-user.repository.js';
import { aClaimedSignIn, aDatabase, type ADatabase } from '../fakes/a-database.js';

let database: ADatabase;
let main: Account;
let shop: Account;
beforeAll(async () => void (database = await aDatabase()));
beforeEach(async () => {
  await database.clear();
  main = await database.addAccount();
  shop = await database.addAccount({
    id: '22222222-2222-4222-8222-222222222222',
    key: 'shop',
    appId: 'wxshop0000000001',
  });
});
afterAll(() => database.end());

const signIn = async (seen: Partial<SeenUser> = {}, account = main): Promise<string | null> =>
  database.signIns.signIn(await aClaimedSignIn(database, account, seen));
interface User {
  granted_scope: string;
  nickname: string | null;
  avatar_url: string | null;
  city: string | null;
  person_id: string | null;
  login_count: number;
  provenance: Record<string, { source: string; at: string }>;
}
const userOf = async (id: string | null): Promise<User> =>
  (await database.sql.one<User>('SELECT * FROM wechat_user WHERE id = $1', [id]))!;
const withProfile = (given: Partial<Profile>, at = '2026-03-01T08:00:00Z'): Partial<SeenUser> => {
  const profile = { ...NO_PROFILE, ...given };
  return {
    scope: 'snsapi_userinfo',
    profile,
    provenance: provenanceOf(profile, 'sns_userinfo', new Date(at)),
  };
};

describe('signing in', () => {
  it('makes a user, a token and a session, and ends the attempt', async () => {
    const whole = await aClaimedSignIn(database, main);
    const userId = await database.signIns.signIn(whole);
    expect(await userOf(userId)).toMatchObject({
      granted_scope: 'snsapi_base',
      person_id: null,
      login_count: 1,
    });
    expect(await database.sessions.find(whole.session.idHash)).toMatchObject({
      accountId: main.id,
      userId,
      openid: 'oVisitor1',
      unionid: null,
      scope: 'snsapi_base',
      tokenState: 'live',
    });
    expect((await database.tokens.find(userId!))!.userToken).toBe('canary-user-token-1');
    expect(await database.attempts.find(whole.stateHash)).toMatchObject({
      status: 'signed_in',
      sessionHash: whole.session.idHash,
    });
  });

  it('the second time is the same user, one login more', async () => {
    const first = await signIn();
    expect(await signIn()).toBe(first);
    expect(await userOf(first)).toMatchObject({ login_count: 2 });
    expect([
      await database.count('wechat_user'),
      await database.count('user_token'),
      await database.count('session'),
    ]).toEqual([1, 1, 2]);
  });

  it('of 32 first visits at once makes one user', async () => {
    const all = await Promise.all(Array.from({ length: 32 }, () => signIn({ unionid: 'uOne' })));
    expect(new Set(all).size).toBe(1);
    expect([await database.count('wechat_user'), await database.count('person')]).toEqual([1, 1]);
    expect(await userOf(all[0]!)).toMatchObject({ login_count: 32 });
  });

  it('once with an attempt is all there is to it: 16 at once open one session', async () => {
    const whole = await aClaimedSignIn(database, main);
    const tries = Array.from({ length: 16 }, () => ({
      ...whole,
      session: { ...whole.session, idHash: randomBytes(32) },
    }));
    const all = await Promise.all(tries.map((one) => database.signIns.signIn(one)));
    expect(all.filter((id) => id !== null)).toHaveLength(1);
    expect(await database.count('session')).toBe(1);
  });
});

describe('when the attempt is no longer ours', () => {
  it.each([
    ['failed', (hash: Buffer) => database.attempts.fail(hash, 'login.expired')],
    [
      'removed',
      (hash: Buffer) => database.sql.rows('DELETE FROM login_attempt WHERE state_hash = $1', [hash]),
    ],
    [
      'never claimed',
      (hash: Buffer) =>
        database.sql.rows("UPDATE login_attempt SET status = 'started' WHERE state_hash = $1", [hash]),
    ],
    [
      'denied',
      (hash: Buffer) =>
        database.sql.rows("UPDATE login_attempt SET status = 'denied' WHERE state_hash = $1", [hash]),
    ],
  ])('nothing at all is written (%s)', async (_name, end) => {
    const old = await aClaimedSignIn(database, main, { openid: 'oOld' });
    await database.signIns.signIn(old);
    const whole = await aClaimedSignIn(
      database,
      main,
      { ...withProfile({ nickname: '新' }), unionid: 'uNew' },
      { replaces: old.session.idHash },
    );
    await end(whole.stateHash);
    const snapshot = async (): Promise<unknown[]> =>
      Promise.all(
        ['wechat_user', 'person', 'user_token', 'session', 'login_attempt'].map((table) =>
          database.sql.rows(`SELECT * FROM ${table}`),
        ),
      );
    const before = await snapshot();
    expect(await database.signIns.signIn(whole)).toBeNull();
    expect(await database.signIns.admitSnapshot(whole.stateHash, whole.session)).toBe(false);
    expect(await snapshot()).toEqual(before);
  });
});

describe('what is known of a user', () => {
  it('grows with a grant, and no field that is empty erases one that is not', async () => {
    const id = await signIn(withProfile({ nickname: '小明', avatarUrl: 'https://a/1', city: '广州' }));
    await signIn(withProfile({ nickname: '大明', city: null }, '2026-04-01T00:00:00Z'));
    const user = await userOf(id);
    expect(user).toMatchObject({ nickname: '大明', avatar_url: 'https://a/1', city: '广州' });
    const { scope: _scope, ...profile } = user.provenance;
    expect(profile).toEqual({
      nickname: { source: 'sns_userinfo', at: '2026-04-01T00:00:00.000Z' },
      avatarUrl: { source: 'sns_userinfo', at: '2026-03-01T08:00:00.000Z' },
      city: { source: 'sns_userinfo', at: '2026-03-01T08:00:00.000Z' },
    });
    await signIn();
    expect(await userOf(id)).toMatchObject({ nickname: '大明', city: '广州' });
  });

  it.each([
    [['snsapi_base', 'snsapi_userinfo'], 'snsapi_userinfo'],
    [['snsapi_userinfo', 'snsapi_base'], 'snsapi_userinfo'],
    [['snsapi_base', 'snsapi_base'], 'snsapi_base'],
    [['snsapi_login', 'snsapi_base'], 'snsapi_login'],
  ])('a grant never shrinks: %j → %s', async (scopes, granted) => {
    let id: string | null = null;
    for (const scope of scopes) id = await signIn({ scope });
    expect((await userOf(id)).granted_scope).toBe(granted);
  });

  describe('of the authorization itself', () => {
    const originOf = async (id: string | null, field: string) => (await userOf(id)).provenance[field];
    const age = (id: string | null) =>
      database.sql.change(
        `UPDATE wechat_user SET provenance = replace(provenance::text, '"20', '"19')::jsonb WHERE id = $1`,
        [id],
      );

    it('has its time, also when nobody was asked for a profile', async () => {
      const id = await signIn({ unionid: 'uOne' });
      const origin = { source: 'authorization', at: expect.stringMatching(/^20.+T.+\.\d{3}Z$/) as string };
      expect((await userOf(id)).provenance).toEqual({ scope: origin, unionid: origin });
      expect((await userOf(await signIn({ openid: 'oOther' }))).provenance).toEqual({ scope: origin });
    });

    it('keeps the time of the grant that counts, whatever less is granted later', async () => {
      const id = await signIn({ scope: 'snsapi_userinfo' });
      await age(id);
      await signIn({ scope: 'snsapi_base' });
      expect(await originOf(id, 'scope')).toMatchObject({ at: expect.stringMatching(/^19/) as string });
      await signIn({ scope: 'snsapi_userinfo' });
      expect(await originOf(id, 'scope')).toMatchObject({ at: expect.stringMatching(/^20/) as string });
    });

    it('keeps that of the unionid that counts, when another is told', async () => {
      const id = await signIn({ unionid: 'uOne' });
      await age(id);
      await signIn({ unionid: 'uTwo' });
      expect(await originOf(id, 'unionid')).toMatchObject({ at: expect.stringMatching(/^19/) as string });
      await signIn({ unionid: 'uOne' });
      expect(await originOf(id, 'unionid')).toMatchObject({ at: expect.stringMatching(/^20/) as string });
    });
  });

  it.each([
    '😀👨‍👩‍👧𠮷',
    '﷽ عربى',
    'a\u200bb',
    '\ufffd',
    "'; DROP TABLE wechat_user; --",
    '\\',
    '"{}"',
    'x'.repeat(512),
  ])('keeps the nickname %.20s as it is', async (nickname) => {
    expect(await userOf(await signIn(withProfile({ nickname })))).toMatchObject({ nickname });
  });

  it('is taken over from a profile read later, empty fields erasing nothing', async () => {
    const id = (await signIn(withProfile({ nickname: '小明', city: '广州' })))!;
    const rows = new WechatUserRepository(database.sql);
    const profile = { ...NO_PROFILE, nickname: '大明' };
    const at = provenanceOf(profile, 'user_info', new Date('2026-05-01T00:00:00Z'));
    expect(await rows.keepProfile(id, profile, at)).toEqual({ nickname: '大明', avatarUrl: null });
    const user = await userOf(id);
    expect(user).toMatchObject({ nickname: '大明', city: '广州' });
    expect(user.provenance).toMatchObject({
      nickname: { source: 'user_info' },
      city: { source: 'sns_userinfo' },
    });
    expect(await rows.keepProfile('999999', profile, at)).toBeNull();
  });
});

describe('a person', () => {
  it('is linked when the unionid appears later, and the user stays the same', async () => {
    const id = await signIn();
    expect(await signIn({ unionid: 'uOne' })).toBe(id);
    const { person_id } = await userOf(id);
    expect(person_id).not.toBeNull();
    await signIn();
    expect((await userOf(id)).person_id).toBe(person_id);
  });

  it('once linked stays linked, whatever unionid comes', async () => {
    const id = await signIn({ unionid: 'uOne' });
    const { person_id } = await userOf(id);
    await signIn({ unionid: 'uTwo' });
    expect((await userOf(id)).person_id).toBe(person_id);
  });

  it('is one behind two accounts of one Open Platform account, with two users', async () => {
    const [one, two] = [
      await signIn({ unionid: 'uOne' }),
      await signIn({ openid: 'oShop', unionid: 'uOne' }, shop),
    ];
    expect(one).not.toBe(two);
    expect((await userOf(one)).person_id).toBe((await userOf(two)).person_id);
    expect(await database.count('person')).toBe(1);
  });

  it('is two where the accounts belong to two Open Platform accounts', async () => {
    const other = await database.addAccount({
      id: '33333333-3333-4333-8333-333333333333',
      key: 'other',
      appId: 'wxother000000001',
      openPlatform: 'another',
    });
    const [one, two] = [await signIn({ unionid: 'uOne' }), await signIn({ unionid: 'uOne' }, other)];
    expect((await userOf(one)).person_id).not.toBe((await userOf(two)).person_id);
  });

  it('is nobody’s because a unionid looks like an openid', async () => {
    const one = await signIn({ openid: 'oSame' });
    const two = await signIn({ openid: 'oTwo', unionid: 'oSame' });
    expect((await userOf(one)).person_id).toBeNull();
    expect(two).not.toBe(one);
  });

  it('of the same openid under two accounts is not assumed', async () => {
    const [one, two] = [await signIn({ openid: 'oSame' }), await signIn({ openid: 'oSame' }, shop)];
    expect(one).not.toBe(two);
    expect(await database.count('wechat_user')).toBe(2);
  });
});

describe('the session there was', () => {
  it('ends with the login that replaces it, and no other does', async () => {
    const [old, bystander] = [
      await aClaimedSignIn(database, main),
      await aClaimedSignIn(database, main, { openid: 'oB' }),
    ];
    await database.signIns.signIn(old);
    await database.signIns.signIn(bystander);
    const next = await aClaimedSignIn(database, main, {}, { replaces: old.session.idHash });
    await database.signIns.signIn(next);
    expect(await database.sessions.find(old.session.idHash)).toBeNull();
    expect(await database.sessions.find(next.session.idHash)).not.toBeNull();
    expect(await database.sessions.find(bystander.session.idHash)).not.toBeNull();
  });
});

describe('a snapshot visitor', () => {
  it('gets a session for half an hour, and is written nowhere else', async () => {
    const user = await signIn(withProfile({ nickname: '小明' }));
    const before = await userOf(user);
    const whole = await aClaimedSignIn(database, main);
    expect(await database.signIns.admitSnapshot(whole.stateHash, whole.session)).toBe(true);
    const session = (await database.sessions.find(whole.session.idHash))!;
    expect(session).toMatchObject({ userId: null, openid: null, unionid: null, tokenState: null });
    const life = await database.sql.one(
      'SELECT round(extract(epoch FROM expires_at - created_at)) AS seconds FROM session WHERE user_id IS NULL',
    );
    expect(life).toEqual({ seconds: '1800' });
    expect([
      await database.count('wechat_user'),
      await database.count('person'),
      await database.count('user_token'),
    ]).toEqual([1, 0, 1]);
    expect(await userOf(user)).toEqual(before);
  });
});

it('leaves no secret in clear in any column of any table', async () => {
  const whole = await aClaimedSignIn(database, main, {
    ...withProfile({ nickname: '小明' }),
    unionid: 'uOne',
  });
  await database.signIns.signIn(whole);
  const tables = await database.sql.rows<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
  );
  expect(tables.length).toBeGreaterThanOrEqual(6);
  const canaries = ['canary-user-token-1', 'canary-refresh-token-1', 'the-app-secret'];
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await database.sql.rows<Record<string, unknown>>(`SELECT * FROM ${name}`);
    for (const row of rows)
      for (const [column, value] of Object.entries(row)) {
        const bytes = Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value) ?? '');
        for (const canary of canaries)
          for (const form of [
            canary,
            Buffer.from(canary).toString('base64'),
            Buffer.from(canary).toString('hex'),
          ])
            if (bytes.includes(form)) found.push(`${name}.${column}`);
      }
  }
  expect(found).toEqual([]);
  const { openid } = (await database.tokens.find('1'))!;
  expect(openid).toBe('oVisitor1');
});
