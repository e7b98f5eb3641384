import { anAccount } from '../../test/fakes/an-account.js';
import { aTokenRoom, type ATokenRoom } from '../../test/fakes/a-token-room.js';
import { issued } from '../../test/fakes/fake-token-api.js';
import type { TokenMode } from '../accounts/account.entity.js';
import { WeChatRefused, WeChatUnreachable } from '../wechat/wechat-error.js';
import type { OpenedCredential } from './credential.repository.js';
import type { RenewalOrder } from './credential.source.js';
import { ForceBudgetSpent, LeaseLost } from './token.errors.js';

let room: ATokenRoom;
beforeEach(() => void (room = aTokenRoom()));

/** What the order's owner was told or asked, between the calls to WeChat. */
const steps = (): string[] => room.wechat.asked;
const note = (step: string) => async (): Promise<void> => void steps().push(step);

async function anOrder(
  mode: TokenMode,
  given: Partial<Omit<RenewalOrder, 'held'>> & { held?: Partial<OpenedCredential> } = {},
): Promise<RenewalOrder> {
  const account = anAccount({ tokenMode: mode });
  const empty = (await room.rows.open({ kind: 'token', accountId: account.id }))!;
  return {
    account,
    reason: 'scheduled',
    force: false,
    goOn: note('(go on)'),
    takeForce: note('(take a force)'),
    foundDead: () => void steps().push('(found dead)'),
    ...given,
    held: { ...empty, value: 'T1', version: 1, livesMs: 3_000_000, ...given.held },
  };
}
const renew = async (mode: TokenMode, given: Parameters<typeof anOrder>[1] = {}) =>
  room.source.renew(await anOrder(mode, given));
const reported = { reason: 'reported' } as const;
const first = { reason: 'first_use', held: { value: null, version: 0, livesMs: 0 } } as const;
const answers = (value: string) => () => issued(value);
const lateAnswer = async (): Promise<void> => {
  const key = { kind: 'token', accountId: room.account.id } as const;
  await room.rows.open(key);
  await room.rows.note(key, { event: 'fenced_off', instance: 'one/1' });
};

describe('stable: the first, the next on schedule, and after its end', () => {
  it.each([
    ['first', first],
    ['scheduled', {}],
    ['lapsed', { reason: 'lapsed', held: { livesMs: -1_000 } }],
    ['verify', { reason: 'verify' }],
    ['operator', { reason: 'operator' }],
  ] as const)('(%s) one plain call', async (_name, given) => {
    room.wechat.onStable = answers('T2');
    await renew('stable', given);
    expect(steps()).toEqual(['stable']);
    expect(room.wechat.apps).toEqual([{ appId: 'wx0123456789abcdef', appSecret: 'the-app-secret' }]);
  });

  it('counts the life from before it asked', async () => {
    room.clock.advance(7);
    room.wechat.onStable = () => {
      room.clock.advance(2);
      return issued('T2', 345);
    };
    expect(await renew('stable')).toMatchObject({ askedAtMs: 7_000, issued: { expiresInSeconds: 345 } });
  });

  it('in its last five minutes another is no death, and the one before works on', async () => {
    room.wechat.onStable = answers('T2');
    expect(await renew('stable', { held: { livesMs: 300_000 } })).toMatchObject({
      death: null,
      overlapSeconds: 300,
    });
  });

  it('before them another means that somebody forced it, and the one before is dead', async () => {
    room.wechat.onStable = answers('T2');
    expect(await renew('stable')).toMatchObject({ death: 'forced_elsewhere', overlapSeconds: 0 });
  });

  it('the same again is no death', async () => {
    room.wechat.onStable = answers('T1');
    expect(await renew('stable')).toMatchObject({ issued: { value: 'T1' }, death: null });
  });
});

describe('stable: a report', () => {
  it('is healed by the plain call when somebody else has forced another, without a force of ours', async () => {
    room.wechat.onStable = answers('T2');
    const renewal = await renew('stable', reported);
    expect(renewal).toMatchObject({ issued: { value: 'T2' }, death: 'forced_elsewhere', overlapSeconds: 0 });
    expect(steps()).toEqual(['stable']);
  });

  it('is our own late answer when there was one', async () => {
    await lateAnswer();
    room.wechat.onStable = answers('T2');
    expect(await renew('stable', reported)).toMatchObject({ death: 'own_late_answer' });
  });

  it.each(['alive', 'unknown'] as const)(
    'is unfounded when WeChat calls it %s: nothing is forced',
    async (verdict) => {
      room.wechat.onStable = answers('T1');
      room.wechat.onVerdict = () => verdict;
      await expect(renew('stable', reported)).rejects.toMatchObject({ code: 'token.report_unfounded' });
      expect(steps()).toEqual(['stable', '(go on)', 'verdict on T1']);
    },
  );

  it('is forced on proof only, within the budget, with the right to go on before each further call', async () => {
    room.wechat.onStable = (force) => issued(force ? 'T2' : 'T1');
    const renewal = await renew('stable', reported);
    expect(renewal).toMatchObject({ issued: { value: 'T2' }, death: 'unexplained', overlapSeconds: 0 });
    expect(steps()).toEqual([
      'stable',
      '(go on)',
      'verdict on T1',
      '(found dead)',
      '(take a force)',
      '(go on)',
      'stable, forced',
    ]);
  });

  it('counts the life of a forced one from the forced call', async () => {
    room.wechat.onVerdict = () => (room.clock.advance(3), 'dead');
    room.wechat.onStable = (force) => issued(force ? 'T2' : 'T1');
    expect(await renew('stable', reported)).toMatchObject({ askedAtMs: 3_000 });
  });

  it('is not forced when the budget is spent, and what we hold is known to be dead', async () => {
    room.wechat.onStable = answers('T1');
    const takeForce = () => Promise.reject(new ForceBudgetSpent());
    await expect(renew('stable', { ...reported, takeForce })).rejects.toBeInstanceOf(ForceBudgetSpent);
    expect(steps()).toEqual(['stable', '(go on)', 'verdict on T1', '(found dead)']);
  });

  it('is left to another who has taken over, before the next call', async () => {
    room.wechat.onStable = answers('T1');
    const goOn = () => Promise.reject(new LeaseLost());
    await expect(renew('stable', { ...reported, goOn })).rejects.toBeInstanceOf(LeaseLost);
    expect(steps()).toEqual(['stable']);
  });

  it('of one that has ended anyway needs no proof', async () => {
    room.wechat.onStable = answers('T2');
    await renew('stable', { ...reported, held: { livesMs: 0 } });
    expect(steps()).toEqual(['stable']);
  });

  it('after which WeChat gives the dead one even when forced brings none that could be handed out', async () => {
    room.wechat.onStable = answers('T1');
    await expect(renew('stable', reported)).rejects.toBeInstanceOf(ForceBudgetSpent);
    expect(steps()).toContain('stable, forced');
  });

  it('of a token whose AppSecret WeChat refuses finds out whether it is dead', async () => {
    room.wechat.onStable = () => Promise.reject(new WeChatRefused('cgi-bin.stable_token', 40125, ''));
    await expect(renew('stable', reported)).rejects.toMatchObject({ errcode: 40125 });
    expect(steps()).toEqual(['stable', '(go on)', 'verdict on T1', '(found dead)']);
  });

  it.each(['alive', 'unknown'] as const)('and leaves it alone when it is %s', async (verdict) => {
    room.wechat.onStable = () => Promise.reject(new WeChatRefused('cgi-bin.stable_token', 40243, ''));
    room.wechat.onVerdict = () => verdict;
    await expect(renew('stable', reported)).rejects.toMatchObject({ errcode: 40243 });
    expect(steps()).not.toContain('(found dead)');
  });
});

describe('stable: a token that was found dead, and that WeChat gives again', () => {
  const dead = { reason: 'lapsed', held: { livesMs: -10_000 } } as const;

  it('is not handed out again: it is forced', async () => {
    room.wechat.onStable = (force) => issued(force ? 'T2' : 'T1');
    expect(await renew('stable', dead)).toMatchObject({ issued: { value: 'T2' } });
    expect(steps()).toEqual([
      'stable',
      '(go on)',
      'verdict on T1',
      '(found dead)',
      '(take a force)',
      '(go on)',
      'stable, forced',
    ]);
  });

  it.each(['alive', 'unknown'] as const)('is taken back when WeChat calls it %s', async (verdict) => {
    room.wechat.onStable = answers('T1');
    room.wechat.onVerdict = () => verdict;
    expect(await renew('stable', dead)).toMatchObject({ issued: { value: 'T1' } });
    expect(steps()).not.toContain('stable, forced');
  });
});

describe('stable: an operator', () => {
  it('may force one that lives, within the budget; nobody claims that it was dead', async () => {
    room.wechat.onStable = answers('T2');
    const renewal = await renew('stable', { reason: 'operator', force: true });
    expect(renewal).toMatchObject({ issued: { value: 'T2' }, death: null, overlapSeconds: 0 });
    expect(steps()).toEqual(['(take a force)', 'stable, forced']);
  });
});

describe('classic', () => {
  it.each([
    ['first', first],
    ['scheduled', {}],
    ['lapsed', { reason: 'lapsed', held: { livesMs: 0 } }],
    ['verify', { reason: 'verify' }],
    ['operator', { reason: 'operator', force: true }],
  ] as const)('(%s) is fetched, and the one before works on for five minutes', async (_name, given) => {
    room.wechat.onClassic = answers('T2');
    const renewal = await renew('classic', given);
    expect(renewal).toMatchObject({ issued: { value: 'T2' }, death: null, overlapSeconds: 300 });
    expect(steps()).toEqual(['classic']);
  });

  it('a report of one that lives is unfounded', async () => {
    room.wechat.onVerdict = () => 'alive';
    await expect(renew('classic', reported)).rejects.toMatchObject({ code: 'token.report_unfounded' });
    expect(steps()).toEqual(['verdict on T1']);
  });

  it('a report of a dead one is healed, and somebody else fetched', async () => {
    room.wechat.onClassic = answers('T2');
    expect(await renew('classic', reported)).toMatchObject({ death: 'fetched_elsewhere', overlapSeconds: 0 });
    expect(steps()).toEqual(['verdict on T1', '(found dead)', '(go on)', 'classic']);
  });

  it('or our own answer was late', async () => {
    await lateAnswer();
    expect(await renew('classic', reported)).toMatchObject({ death: 'own_late_answer' });
  });

  it('a report that nobody can check is believed, and called unverified', async () => {
    room.wechat.onVerdict = () => 'unknown';
    expect(await renew('classic', reported)).toMatchObject({ death: 'unverified', overlapSeconds: 300 });
    expect(steps()).toEqual(['verdict on T1', '(go on)', 'classic']);
  });

  it('a report of one that has ended needs no proof', async () => {
    expect(await renew('classic', { ...reported, held: { livesMs: -1 } })).toMatchObject({ death: null });
    expect(steps()).toEqual(['classic']);
  });

  it('a dead one is known to be dead when no other is to be had', async () => {
    room.wechat.onClassic = () => Promise.reject(new WeChatUnreachable('cgi-bin.token', 'refused', false));
    await expect(renew('classic', reported)).rejects.toMatchObject({ code: 'wechat.unreachable' });
    expect(steps()).toContain('(found dead)');
  });

  it('is left to another who has taken over while WeChat was asked', async () => {
    const goOn = () => Promise.reject(new LeaseLost());
    await expect(renew('classic', { ...reported, goOn })).rejects.toBeInstanceOf(LeaseLost);
    expect(steps()).not.toContain('classic');
  });
});
