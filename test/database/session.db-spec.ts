import type { Account } from '../../src/accounts/account.entity.js';
import { SessionService } from '../../src/auth/session/session.service.js';
import { sha256 } from '../../src/kernel/crypto/digest.js';
import { aClaimedSignIn, aDatabase, type ADatabase } from '../fakes/a-database.js';
import { testKeys } from '../fakes/an-account.js';

const HOUR = 60 * 60;
const DAY = 24 * HOUR;

let database: ADatabase;
let account: Account;
beforeAll(async () => void (database = await aDatabase()));
beforeEach(async () => {
  await database.clear();
  account = await database.addAccount();
});
afterAll(() => database.end());

async function open(openid = 'oVisitor1'): Promise<{ idHash: Buffer; userId: string }> {
  const whole = await aClaimedSignIn(database, account, { openid, unionid: 'uOne' });
  return { idHash: whole.session.idHash, userId: (await database.signIns.signIn(whole))! };
}
const lives = async (idHash: Buffer): Promise<boolean> => (await database.sessions.find(idHash)) !== null;

describe('a session', () => {
  it('is found with the user and the person behind it', async () => {
    const { idHash, userId } = await open();
    const found = (await database.sessions.find(idHash))!;
    expect(found).toMatchObject({
      userId,
      openid: 'oVisitor1',
      unionid: 'uOne',
      subscribed: null,
      stale: false,
      tokenState: 'live',
    });
    expect(found.firstSeenAt).toBeInstanceOf(Date);
    expect(await database.sessions.find(sha256('another'))).toBeNull();
  });

  it('ends seven days after the last visit', async () => {
    const { idHash } = await open();
    await database.age('session', 7 * DAY - 5);
    expect(await lives(idHash)).toBe(true);
    await database.age('session', 6);
    expect(await lives(idHash)).toBe(false);
    expect(await database.sessions.touch(idHash)).toBeNull();
  });

  it('is stale after an hour, and moved forward by a visit', async () => {
    const { idHash } = await open();
    await database.age('session', HOUR - 5);
    expect(await database.sessions.find(idHash)).toMatchObject({ stale: false });
    await database.age('session', 6);
    expect(await database.sessions.find(idHash)).toMatchObject({ stale: true });
    const end = (await database.sessions.touch(idHash))!;
    expect(await database.sessions.find(idHash)).toMatchObject({ stale: false, expiresAt: end });
    await database.age('session', 7 * DAY - 5);
    expect(await lives(idHash)).toBe(true);
  });

  it('ends thirty days after the login, however often the visitor comes', async () => {
    const { idHash } = await open();
    for (let day = 0; day < 29; day++) {
      await database.age('session', DAY);
      expect(await database.sessions.touch(idHash)).not.toBeNull();
    }
    await database.age('session', DAY - 5);
    await database.sessions.touch(idHash);
    expect(await lives(idHash)).toBe(true);
    await database.age('session', 6);
    expect(await lives(idHash)).toBe(false);
  });

  it('signed out is gone on every instance at once, and only that one', async () => {
    const [one, two] = [await open(), await open()];
    await database.sessions.delete(one.idHash);
    expect([await lives(one.idHash), await lives(two.idHash)]).toEqual([false, true]);
    expect(await database.sessions.touch(one.idHash)).toBeNull();
  });

  it('ends with all others of its user', async () => {
    const [one, two, other] = [await open(), await open(), await open('oOther')];
    expect(await database.sessions.deleteOfUser(one.userId)).toBe(2);
    expect([await lives(one.idHash), await lives(two.idHash), await lives(other.idHash)]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('ends with its user, and with its account', async () => {
    const [one, two] = [await open(), await open('oOther')];
    await database.sql.rows('DELETE FROM wechat_user WHERE id = $1', [one.userId]);
    expect([await lives(one.idHash), await lives(two.idHash)]).toEqual([false, true]);
    await database.sql.rows('DELETE FROM account WHERE id = $1', [account.id]);
    expect(await database.count('session')).toBe(0);
  });

  it('is removed some time after its end, and never before', async () => {
    await open();
    await database.age('session', 7 * DAY + 1);
    const { idHash } = await open();
    expect(await database.sessions.purge()).toBe(1);
    expect(await lives(idHash)).toBe(true);
  });

  it('cannot be had from a copy of the table: no column is a cookie', async () => {
    await open();
    const service = new SessionService(database.sessions, database.accountsOf(), testKeys);
    const [row] = await database.sql.rows<Record<string, unknown>>('SELECT * FROM session, login_attempt');
    for (const value of Object.values(row!)) {
      const bytes = Buffer.isBuffer(value) ? value : Buffer.from(String(value));
      for (const form of ['hex', 'base64', 'base64url', 'utf8'] as const) {
        expect(await service.find(bytes.toString(form))).toBeNull();
        expect(await service.find(`ls_${bytes.toString(form)}`)).toBeNull();
      }
    }
  });
});
