import { anAccount } from '../../test/fakes/an-account.js';
import { aTokenRoom, type ATokenRoom } from '../../test/fakes/a-token-room.js';
import { issued } from '../../test/fakes/fake-token-api.js';
import { WeChatUnreachable } from '../wechat/wechat-error.js';

let room: ATokenRoom;
beforeEach(() => void (room = aTokenRoom([anAccount({ tokenMode: 'classic' })])));

const report = (failed: { version: number } | { value: string }, by?: string, from = room) =>
  from.tokens.report(room.account, failed, by);
const renewTwice = async (): Promise<void> => {
  await room.tokens.current(room.account);
  await room.tokens.renew(room.account);
};
const reports = () => room.rows.history.filter(({ event }) => event === 'late_report');

describe('reading', () => {
  it('needs neither database nor WeChat while the token lives', async () => {
    await room.tokens.current(room.account);
    const [ran, asked] = [room.rows.ran.length, room.wechat.asked.length];
    for (let reader = 0; reader < 100; reader++) await room.tokens.current(room.account);
    expect(room.tokens.held('main')).toMatchObject({ value: 'T1' });
    expect([room.rows.ran.length, room.wechat.asked.length]).toEqual([ran, asked]);
  });

  it('never asks WeChat before somebody asks us', () => {
    expect(room.tokens.held('main')).toBeNull();
    expect(room.wechat.asked).toEqual([]);
  });

  it('finds a token past, and fetches the next first', async () => {
    await room.tokens.current(room.account);
    room.clock.advance(7_200);
    expect(room.tokens.held('main')).toBeNull();
    expect(await room.tokens.current(room.account)).toMatchObject({ value: 'T2' });
    expect(room.rows.history.at(-1)).toMatchObject({ reason: 'lapsed' });
  });

  it('gets nothing rather than a token past its end', async () => {
    await room.tokens.current(room.account);
    room.clock.advance(7_200);
    room.wechat.onClassic = () => Promise.reject(new WeChatUnreachable('cgi-bin.token', 'timeout', true));
    await expect(room.tokens.current(room.account)).rejects.toMatchObject({ code: 'token.unavailable' });
  });

  it.each(['current', 'report', 'renew'] as const)('a website app has none (%s)', async (method) => {
    const website = anAccount({ kind: 'website' });
    const answer =
      method === 'report' ? room.tokens.report(website, { version: 1 }) : room.tokens[method](website);
    await expect(answer).rejects.toMatchObject({ code: 'token.none_for_website', kind: 'missing' });
    expect(room.wechat.asked).toEqual([]);
  });
});

describe('a report of the present token', () => {
  beforeEach(async () => void (await room.tokens.current(room.account)));

  it.each([{ version: 1 }, { value: 'T1' }])(
    '(%j) that WeChat calls dead brings the next',
    async (failed) => {
      const { token, refreshed } = await report(failed, 'erp');
      expect([token.value, refreshed]).toEqual(['T2', true]);
      expect(room.tokens.held('main')).toMatchObject({ value: 'T2' });
      expect(room.rows.history.slice(1)).toMatchObject([
        { event: 'died', cause: 'fetched_elsewhere', version: 1, reportedBy: 'erp' },
        { event: 'renewed', reason: 'reported', version: 2, reportedBy: 'erp' },
      ]);
    },
  );

  it('a hundred times at once is one renewal', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => report({ version: 1 })));
    expect(new Set(answers.map(({ token }) => token.value))).toEqual(new Set(['T2']));
    expect(room.wechat.asked).toEqual(['classic', 'verdict on T1', 'classic']);
  });

  it('that WeChat calls alive brings the same, and WeChat is not asked again for three seconds', async () => {
    room.wechat.onVerdict = () => 'alive';
    const answers = [];
    for (let time = 0; time < 30; time++) {
      answers.push(await report({ version: 1 }));
      room.clock.advance(0.099);
    }
    expect(answers.every(({ token, refreshed }) => token.value === 'T1' && !refreshed)).toBe(true);
    expect(room.wechat.asked).toEqual(['classic', 'verdict on T1']);
    room.clock.advance(0.031);
    await report({ version: 1 });
    expect(room.wechat.asked).toEqual(['classic', 'verdict on T1', 'verdict on T1']);
  });

  it('is asked about again at once when it is another token by then', async () => {
    room.wechat.onVerdict = () => 'alive';
    await report({ version: 1 });
    await room.tokens.renew(room.account);
    room.wechat.onVerdict = () => 'dead';
    expect(await report({ version: 2 })).toMatchObject({ token: { version: 3 }, refreshed: true });
  });

  it('that is past needs no proof', async () => {
    room.clock.advance(7_200);
    expect(await report({ version: 1 })).toMatchObject({ token: { value: 'T2' }, refreshed: true });
    expect(room.wechat.asked).toEqual(['classic', 'classic']);
    expect(room.rows.told()).toEqual(['renewed', 'renewed']);
  });
});

describe('a report of another token', () => {
  beforeEach(renewTwice);

  it.each([
    ['the one before, which works still', { version: 1 }, 0, 'stale_copy', 1],
    ['the one before by itself', { value: 'T1' }, 0, 'stale_copy', 1],
    ['the one before, after the overlap', { version: 1 }, 301, 'late_caller', 1],
    ['one that was never ours', { value: 'F9' }, 0, 'foreign_token', 2],
    ['a version that never was', { version: 9 }, 0, 'foreign_token', 9],
  ] as const)('(%s) brings the present one at once', async (_name, failed, waited, cause, version) => {
    room.clock.advance(waited);
    const asked = room.wechat.asked.length;
    const { token, refreshed } = await report(failed, 'crm');
    expect([token.value, refreshed]).toEqual(['T2', false]);
    expect(room.wechat.asked).toHaveLength(asked);
    expect(reports()).toMatchObject([{ cause, version, reportedBy: 'crm', instance: 'one/1' }]);
    expect(room.meter.counted).toContain(`token_deaths ${cause}`);
  });

  it('older than the one before comes from a caller who waited long', async () => {
    await room.tokens.renew(room.account);
    await report({ version: 1 });
    expect(reports()).toMatchObject([{ cause: 'late_caller', version: 1 }]);
  });

  it('is noted once a minute, however often it comes', async () => {
    for (let time = 0; time < 50; time++) await report({ version: 1 });
    expect(reports()).toHaveLength(1);
  });

  it('brings the newer one that another instance has fetched, which this one has not seen yet', async () => {
    const other = room.anInstance('two/2');
    await other.tokens.renew(room.account);
    expect(room.tokens.held('main')).toMatchObject({ value: 'T2' });
    expect(await report({ version: 2 })).toMatchObject({ token: { value: 'T3' }, refreshed: false });
    expect(room.tokens.held('main')).toMatchObject({ value: 'T3' });
  });

  it('when there is none that lives brings the next', async () => {
    room.clock.advance(7_200);
    expect(await report({ version: 1 })).toMatchObject({ token: { value: 'T3' }, refreshed: false });
  });
});

it('a report before the first token brings the first', async () => {
  expect(await report({ version: 4 })).toMatchObject({ token: { value: 'T1' }, refreshed: false });
  expect(reports()).toEqual([]);
});

it('a report for an account that does not exist is told so', async () => {
  room.rows.accounts.clear();
  await expect(report({ version: 1 })).rejects.toMatchObject({ code: 'account.not_found' });
});

describe('an operator', () => {
  it('gets another one, also while the present one lives, told as such', async () => {
    await renewTwice();
    expect(room.tokens.held('main')).toMatchObject({ value: 'T2' });
    expect(room.rows.history.at(-1)).toMatchObject({ event: 'renewed', reason: 'operator' });
  });

  it('gets the first one too', async () => {
    expect(await room.tokens.renew(room.account)).toMatchObject({ value: 'T1', version: 1 });
  });

  it('may force a stable one every thirty seconds; more is refused, and breaks nothing', async () => {
    room = aTokenRoom();
    await room.tokens.current(room.account);
    expect(await room.tokens.renew(room.account, { force: true })).toMatchObject({ value: 'T2' });
    room.clock.advance(20);
    const soon = room.tokens.renew(room.account, { force: true });
    await expect(soon).rejects.toMatchObject({ code: 'token.force_budget', retryAfterSeconds: 30 });
    expect(room.wechat.asked).toEqual(['stable', 'stable, forced']);
    expect(room.tokens.held('main')).toMatchObject({ value: 'T2' });
    room.clock.advance(11);
    expect(await room.tokens.renew(room.account, { force: true })).toMatchObject({ value: 'T3' });
  });
});

describe('a stable token that WeChat calls dead and gives again', () => {
  it('is forced once in thirty seconds; between, nobody is handed the dead one', async () => {
    room = aTokenRoom();
    await room.tokens.current(room.account);
    const forced: string[] = [];
    // Every token dies at once, and force alone brings another.
    room.wechat.onStable = (force) => {
      if (force) forced.push(room.wechat.next().value);
      return issued(forced.at(-1) ?? 'T1');
    };
    expect(await report({ version: 1 })).toMatchObject({ token: { value: 'T2' }, refreshed: true });
    room.clock.advance(5);
    await expect(report({ version: 2 })).rejects.toMatchObject({ code: 'token.unavailable' });
    expect(room.tokens.held('main')).toBeNull();
    await expect(room.tokens.current(room.account)).rejects.toMatchObject({ code: 'token.unavailable' });
    room.clock.advance(31);
    expect(await room.tokens.current(room.account)).toMatchObject({ value: 'T3' });
    expect(forced).toEqual(['T2', 'T3']);
  });
});
