import { anAccount, testSealer } from '../../test/fakes/an-account.js';
import { aTokenRoom, type ATokenRoom } from '../../test/fakes/a-token-room.js';
import { issued } from '../../test/fakes/fake-token-api.js';
import { WeChatRefused, WeChatUnreachable, WeChatUnreadable } from '../wechat/wechat-error.js';
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
const busy = new WeChatRefused('cgi-bin.stable_token', -1, '');
const refused = new WeChatRefused('cgi-bin.stable_token', 40164, 'invalid ip 203.0.113.7, not in whitelist');

describe('a renewal that fails', () => {
  it('for a moment is tried again, and whoever waits gets the token', async () => {
    let left = 2;
    room.wechat.onStable = () => (left-- > 0 ? Promise.reject(busy) : issued('T1'));
    expect(await fulfil()).toMatchObject({ value: 'T1' });
    expect(room.rows.told()).toEqual(['failed: -1', 'failed: -1', 'renewed']);
    expect(row()).toMatchObject({ failures: 0, failure: null });
  });

  it('for longer is told with the time to ask again', async () => {
    room.wechat.onStable = () =>
      Promise.reject(new WeChatUnreachable('cgi-bin.stable_token', 'refused', false));
    const error: unknown = await fulfil().catch((raised: unknown) => raised);
    expect(error).toMatchObject({ code: 'token.unavailable', kind: 'unavailable' });
    const { retryAfterSeconds } = error as { retryAfterSeconds: number };
    expect(retryAfterSeconds).toBeGreaterThanOrEqual(1);
    expect(retryAfterSeconds).toBeLessThanOrEqual(10);
    expect(room.clock.monotonicMs()).toBeLessThan(10_000);
  });

  it('and what an operator must change is told at once, with the remedy, and WeChat is left alone', async () => {
    room.wechat.onStable = () => Promise.reject(refused);
    for (let reader = 0; reader < 50; reader++) {
      const error: unknown = await fulfil().catch((raised: unknown) => raised);
      expect(error).toMatchObject({ code: 'token.unavailable', retryAfterSeconds: 60 });
      expect((error as Error).message).toMatch(/IP whitelist.* 203\.0\.113\.7\./);
    }
    expect(room.wechat.asked).toEqual(['stable']);
    expect(room.clock.monotonicMs()).toBe(0);
    const [line] = room.log.lines;
    expect(line).toMatchObject({ level: 'error', event: 'token.operator_must_act' });
    expect(String(line!.fields['remedy'])).toContain('203.0.113.7');
  });

  it.each([40001, 40125, 40164, 45009])(
    'with %i for ten minutes costs five calls at most',
    async (errcode) => {
      room.wechat.onStable = () => Promise.reject(new WeChatRefused('cgi-bin.stable_token', errcode, ''));
      const instances = [room, room.anInstance('two/2')];
      for (let second = 0; second < 600; second += 5) {
        await Promise.allSettled(instances.map((instance) => fulfil(want('lapsed'), instance)));
        room.clock.advance(1);
      }
      expect(room.wechat.asked.length).toBeLessThanOrEqual(5);
      expect(room.wechat.asked.length).toBeGreaterThanOrEqual(1);
    },
  );

  it('lets another AppSecret try at once', async () => {
    room.wechat.onStable = () => Promise.reject(refused);
    await expect(fulfil()).rejects.toMatchObject({ code: 'token.unavailable' });
    const secretSealed = testSealer.seal('another-secret', {
      table: 'account',
      column: 'secret_sealed',
      row: room.account.id,
    });
    room.wechat.onStable = () => room.wechat.next();
    const account = { ...room.account, secretSealed };
    expect(await room.renewals.fulfil(account, room.source, want('lapsed'))).toMatchObject({ value: 'T1' });
    expect(room.wechat.apps.at(-1)).toMatchObject({ appSecret: 'another-secret' });
  });

  it('keeps the old token, and its readers, while that lives', async () => {
    await fulfil();
    room.clock.advance(6_900);
    room.wechat.onStable = () => Promise.reject(busy);
    await attempt(want('scheduled', { version: 1 }));
    expect(room.memory.held('token', 'main')).toMatchObject({ value: 'T1' });
    expect(row()).toMatchObject({ value: 'T1', version: 1, failures: 1 });
    expect(room.log.lines.at(-1)).toMatchObject({
      event: 'token.renewal_failed',
      fields: { secondsLeft: 300 },
    });
  });

  it('after WeChat called the old one dead leaves nothing to hand out', async () => {
    room = aTokenRoom([anAccount({ tokenMode: 'classic' })]);
    await fulfil();
    room.wechat.onClassic = () => Promise.reject(new WeChatRefused('cgi-bin.token', 40125, ''));
    await expect(fulfil(want('reported', { version: 1 }))).rejects.toMatchObject({
      code: 'token.unavailable',
    });
    expect(room.memory.held('token', 'main')).toBeNull();
    expect(room.rows.told()).toEqual(['renewed', 'died: secret_reset', 'failed: 40125']);
  });

  it('is no reason to keep an operator from trying, who is told what came of it', async () => {
    room.wechat.onStable = () => Promise.reject(refused);
    await expect(fulfil()).rejects.toMatchObject({ code: 'token.unavailable' });
    const error: unknown = await fulfil(want('operator')).catch((raised: unknown) => raised);
    expect(error).toMatchObject({ code: 'token.renewal_failed', kind: 'upstream' });
    expect((error as Error).message).toContain('203.0.113.7');
    expect(room.wechat.asked).toEqual(['stable', 'stable']);
  });

  it('says nothing of secrets and tokens', async () => {
    await fulfil();
    room.wechat.onStable = () => Promise.reject(new TypeError('T1 the-app-secret'));
    await attempt(want('operator'));
    const said = JSON.stringify([room.log.lines, room.rows.history, row().failure, row().failureDetail]);
    expect(said).not.toMatch(/"T1|the-app-secret/);
  });
});

describe('a call that was given up may reach WeChat after the next one, and supersede what that brings', () => {
  const timeout = new WeChatUnreachable('cgi-bin.token', 'timeout', true);
  /** The first call fails so, the second brings a token; in how many seconds that is renewed. */
  async function secondsToRenewal(mode: 'stable' | 'classic', failure: Error): Promise<number> {
    room = aTokenRoom([anAccount({ tokenMode: mode })]);
    let calls = 0;
    const answer = () => (calls++ === 0 ? Promise.reject(failure) : room.wechat.next());
    Object.assign(room.wechat, { onStable: answer, onClassic: answer });
    await fulfil();
    return (row().refreshAfterMs - room.clock.now().getTime()) / 1_000;
  }

  it.each([
    ['without an answer', timeout],
    ['with an answer nobody can read', new WeChatUnreadable('cgi-bin.token', 'status 504')],
  ])('classic, %s: that is renewed within a minute', async (_name, failure) => {
    const seconds = await secondsToRenewal('classic', failure);
    expect(seconds).toBeGreaterThan(50);
    expect(seconds).toBeLessThanOrEqual(60);
  });

  it.each([
    [
      'classic, when the call surely never left',
      'classic',
      new WeChatUnreachable('cgi-bin.token', 'refused', false),
      6_600,
    ],
    ['classic, when WeChat refused it', 'classic', busy, 6_600],
    ['stable, where a plain call supersedes nothing', 'stable', timeout, 6_900],
  ] as const)('%s: in its time', async (_name, mode, failure, seconds) => {
    expect(Math.round(await secondsToRenewal(mode, failure))).toBe(seconds);
  });

  it('of somebody who has lost the right to renew: what the other got is renewed at once', async () => {
    room = aTokenRoom([anAccount({ tokenMode: 'classic' })]);
    const other = room.anInstance('two/2');
    room.wechat.onClassic = async () => {
      room.wechat.onClassic = () => room.wechat.next();
      room.clock.advance(6);
      await fulfil(want('lapsed'), other);
      throw timeout;
    };
    expect(await fulfil()).toMatchObject({ value: 'T1' });
    expect(row().refreshAfterMs).toBeLessThanOrEqual(room.clock.now().getTime());
    expect(row()).toMatchObject({ failures: 0, failure: null });
  });
});

describe('a database that is away', () => {
  it('is said so, whatever is wanted', async () => {
    room.rows.awayUntilMs = Infinity;
    await expect(fulfil()).rejects.toMatchObject({ code: 'database.unavailable', kind: 'unavailable' });
    expect(room.wechat.asked).toEqual([]);
  });

  it('when WeChat has answered is waited for: the token is not lost', async () => {
    room.wechat.onStable = () => {
      room.rows.awayUntilMs = room.clock.monotonicMs() + 4_000;
      return issued('T1');
    };
    expect(await fulfil()).toMatchObject({ value: 'T1', version: 1 });
    expect(room.wechat.asked).toEqual(['stable']);
  });

  it('for longer than ten seconds then is given up', async () => {
    room.wechat.onStable = () => {
      room.rows.awayUntilMs = Infinity;
      return issued('T1');
    };
    await expect(fulfil()).rejects.toMatchObject({ code: 'database.unavailable' });
    expect(room.clock.monotonicMs()).toBeLessThan(11_000);
  });

  it('that wrote, and whose answer was lost, has written once', async () => {
    room.rows.lostAnswers = 1;
    expect(await fulfil()).toMatchObject({ value: 'T1', version: 1 });
    expect(room.rows.told()).toEqual(['renewed']);
  });

  it('is no concern of whoever waits for nobody: it is logged', async () => {
    room.rows.awayUntilMs = Infinity;
    await attempt(want('scheduled', { version: 1 }));
    expect(room.log.lines).toMatchObject([{ level: 'warn', event: 'token.attempt_failed' }]);
  });
});
