import { anAccount } from '../../test/fakes/an-account.js';
import { aTokenRoom, type ATokenRoom } from '../../test/fakes/a-token-room.js';
import { issued } from '../../test/fakes/fake-token-api.js';
import type { HeldCredential, RenewalReason, Want } from './credential.js';

let room: ATokenRoom;
beforeEach(() => void (room = aTokenRoom()));

const want = (reason: RenewalReason, given: Partial<Want> = {}): Want => ({
  kind: 'token',
  reason,
  version: 0,
  ...given,
});
type Instance = Pick<ATokenRoom, 'renewals' | 'source'>;
const fulfil = (asked = want('lapsed'), { renewals, source }: Instance = room): Promise<HeldCredential> =>
  renewals.fulfil(room.account, source, asked);
const attempt = (asked: Want): Promise<void> => room.renewals.attempt(room.account, room.source, asked);
const row = () => room.rows.held.get(`token/${room.account.id}`)!;
const key = () => ({ kind: 'token' as const, accountId: room.account.id });

describe('the first one', () => {
  it('is fetched when somebody asks, kept, and told as first use', async () => {
    const token = await fulfil();
    expect(token).toMatchObject({ value: 'T1', version: 1, livesUntilMs: 7_200_000 });
    expect(room.memory.held('token', 'main')).toBe(token);
    expect(room.rows.history).toMatchObject([
      { event: 'renewed', reason: 'first_use', version: 1, instance: 'one/1', durationMs: 0 },
    ]);
    expect(room.log.lines).toMatchObject([{ level: 'info', event: 'token.renewed' }]);
    expect(room.meter.counted).toEqual(['token_renewals renewed']);
  });

  it('is of an account that exists', async () => {
    room.rows.accounts.clear();
    await expect(fulfil()).rejects.toMatchObject({ code: 'account.not_found' });
  });

  it('is counted from before WeChat was asked, and lives a second at least', async () => {
    room.wechat.onStable = () => (room.clock.advance(2), issued('T1', 100));
    expect((await fulfil()).livesUntilMs).toBe(100_000);
    room.clock.advance(200);
    room.wechat.onStable = () => (room.clock.advance(2), issued('T2', 1));
    const { livesUntilMs } = await fulfil();
    expect(livesUntilMs - room.clock.monotonicMs()).toBe(1_000);
  });
});

describe('one renewal', () => {
  it('however many ask in one process', async () => {
    const all = await Promise.all(Array.from({ length: 1_000 }, () => fulfil()));
    expect(new Set(all.map(({ value }) => value))).toEqual(new Set(['T1']));
    expect(room.wechat.asked).toEqual(['stable']);
  });

  it('however many ask in four, who wait for the one that asks WeChat', async () => {
    room.wechat.onStable = () => room.after(2_000, issued('T1'));
    const instances = ['one/1', 'two/2', 'three/3', 'four/4'].map((name) => room.anInstance(name));
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, at) => fulfil(want('lapsed'), instances[at % 4])),
    );
    expect(all.map(({ value, version }) => `${value}/${version}`)).toEqual(Array(40).fill('T1/1'));
    expect(room.wechat.asked).toEqual(['stable']);
  });

  it('for a hundred reports on four', async () => {
    await fulfil();
    room.wechat.onStable = () => room.after(1_000, issued('T2'));
    const instances = ['one/1', 'two/2', 'three/3', 'four/4'].map((name) => room.anInstance(name));
    const reports = Array.from({ length: 100 }, (_, at) =>
      fulfil(want('reported', { version: 1 }), instances[at % 4]),
    );
    expect(new Set((await Promise.all(reports)).map(({ version }) => version))).toEqual(new Set([2]));
    expect(room.wechat.asked).toEqual(['stable', 'stable']);
  });

  it('of a token does not keep a ticket waiting, nor one account another', async () => {
    const [one, other] = [
      anAccount(),
      anAccount({ id: '22222222-2222-4222-8222-222222222222', key: 'shop', appId: 'wxshop' }),
    ];
    room = aTokenRoom([one, other]);
    const { renewals, source } = room;
    const values = await Promise.all(
      [one, other].map((account) => renewals.fulfil(account, source, want('lapsed'))),
    );
    expect(values.map(({ value }) => value)).toEqual(['T1', 'T2']);
  });

  it('is taken over when whoever began it is gone', async () => {
    await room.rows.open(key());
    const claim = {
      reason: 'lapsed',
      version: 0,
      instance: 'dead/9',
      secretDigest: Buffer.alloc(1),
    } as const;
    await room.rows.claim(key(), claim);
    expect(await fulfil()).toMatchObject({ value: 'T1' });
    expect(room.clock.monotonicMs()).toBeGreaterThanOrEqual(5_000);
    expect(room.clock.monotonicMs()).toBeLessThan(6_000);
  });

  it('that takes for ever is waited for nine seconds, and then told as under way', async () => {
    await room.rows.open(key());
    room.rows.claim = async () => {
      row().leaseUntilMs = Infinity;
      return null;
    };
    const error: unknown = await fulfil().catch((raised: unknown) => raised);
    expect(error).toMatchObject({ code: 'token.unavailable', retryAfterSeconds: 1 });
    expect((error as Error).message).toContain('being renewed');
    expect(room.clock.monotonicMs()).toBeGreaterThanOrEqual(9_000);
    expect(room.clock.monotonicMs()).toBeLessThan(10_000);
    expect(room.wechat.asked).toEqual([]);
  });

  it('a reader who finds it renewed meanwhile asks nobody', async () => {
    await fulfil(want('lapsed'), room.anInstance('two/2'));
    expect(await fulfil()).toMatchObject({ value: 'T1' });
    expect(room.wechat.asked).toEqual(['stable']);
  });
});

describe('a report', () => {
  beforeEach(async () => void (await fulfil()));

  it('that is unfounded is told, noted, and changes nothing', async () => {
    room.wechat.onStable = () => issued('T1');
    room.wechat.onVerdict = () => 'alive';
    const asked = want('reported', { version: 1, reportedBy: 'erp' });
    await expect(fulfil(asked)).rejects.toMatchObject({ code: 'token.report_unfounded' });
    expect(room.rows.history.at(-1)).toMatchObject({ event: 'unfounded', version: 1, reportedBy: 'erp' });
    expect(row()).toMatchObject({ version: 1, failures: 0, leaseUntilMs: 0 });
    expect(room.memory.held('token', 'main')).toMatchObject({ value: 'T1' });
  });

  it('that is founded heals, and says who reported what died of what', async () => {
    await fulfil(want('reported', { version: 1, reportedBy: 'erp' }));
    expect(room.rows.history.slice(1)).toMatchObject([
      { event: 'died', cause: 'forced_elsewhere', version: 1, reportedBy: 'erp' },
      { event: 'renewed', reason: 'reported', version: 2, reportedBy: 'erp' },
    ]);
    expect(room.meter.counted).toContain('token_deaths forced_elsewhere');
  });

  it('that finds the token renewed already asks nobody', async () => {
    await fulfil(want('operator', { version: 1 }), room.anInstance('two/2'));
    const before = room.wechat.asked.length;
    expect(await fulfil(want('reported', { version: 1 }))).toMatchObject({ version: 2 });
    expect(room.wechat.asked).toHaveLength(before);
  });
});

describe('whoever comes late', () => {
  beforeEach(() => void (room = aTokenRoom([anAccount({ tokenMode: 'classic' })])));

  it('does not overwrite what another has renewed, and has WeChat say which of the two lives', async () => {
    const other = room.anInstance('two/2');
    room.wechat.onClassic = async () => {
      room.wechat.onClassic = () => room.wechat.next();
      const late = room.wechat.next();
      // Stands still for longer than its lease.
      room.clock.advance(6);
      await fulfil(want('lapsed'), other);
      return late;
    };
    expect(await fulfil()).toMatchObject({ value: 'T3', version: 2 });
    expect(room.rows.told()).toEqual(['renewed', 'fenced_off', 'renewed']);
    expect(room.rows.history.map(({ reason }) => reason)).toEqual(['first_use', 'lapsed', 'verify']);
    expect(await room.rows.versionOf(key(), 'T1')).toBeNull();
  });

  it('with the very token that the other got asks no more', async () => {
    const other = room.anInstance('two/2');
    room.wechat.onClassic = async () => {
      room.wechat.onClassic = () => issued('T1');
      room.clock.advance(6);
      await fulfil(want('lapsed'), other);
      return issued('T1');
    };
    expect(await fulfil()).toMatchObject({ value: 'T1', version: 1 });
    expect(room.wechat.asked).toEqual(['classic', 'classic']);
  });

  it('before the next call leaves the rest to the other', async () => {
    await fulfil();
    room.wechat.onVerdict = async () => {
      room.wechat.onVerdict = () => 'dead';
      room.clock.advance(6);
      await fulfil(want('reported', { version: 1 }), room.anInstance('two/2'));
      return 'dead' as const;
    };
    expect(await fulfil(want('reported', { version: 1 }))).toMatchObject({ version: 2 });
    expect(room.wechat.asked.filter((call) => call === 'classic')).toHaveLength(2);
    expect(room.rows.told()).not.toContain('failed: token.lease_lost');
    expect(room.log.events).not.toContain('token.renewal_failed');
  });
});

describe('a token whose key has left SECRET_KEY', () => {
  it('is as good as none: another is fetched, and it is said', async () => {
    await fulfil();
    row().broken = true;
    expect(await fulfil(want('lapsed'), room.anInstance('two/2'))).toMatchObject({ value: 'T2', version: 2 });
    expect(room.log.events).toContain('token.discarded');
  });

  it('is left alone by whoever cannot open the account’s own secret either', async () => {
    await fulfil();
    row().broken = true;
    const account = { ...room.account, secretSealed: Buffer.from([1, 2]) };
    const asked = room.renewals.fulfil(account, room.source, want('lapsed'));
    await expect(asked).rejects.toMatchObject({ code: 'crypto.seal_broken' });
    expect(row()).toMatchObject({ value: 'T1', broken: true });
  });
});

describe('the same token again', () => {
  it('is confirmed: its version stays, and it is asked for anew a little later', async () => {
    await fulfil();
    room.clock.advance(6_905);
    room.wechat.onStable = () => issued('T1', 300);
    await attempt(want('scheduled', { version: 1 }));
    expect(row()).toMatchObject({ version: 1, value: 'T1' });
    expect(room.rows.told()).toEqual(['renewed', 'confirmed']);
    expect((row().refreshAfterMs - room.clock.now().getTime()) / 1000).toBeGreaterThanOrEqual(15);
    expect(room.meter.counted.at(-1)).toBe('token_renewals unchanged');
  });
});

it('knows when all that is under way has ended', async () => {
  let ended = false;
  room.wechat.onStable = async () => {
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    return issued('T1');
  };
  const renewal = fulfil().then(() => (ended = true));
  await room.renewals.settled();
  await Promise.resolve();
  expect(ended).toBe(true);
  await renewal;
});
