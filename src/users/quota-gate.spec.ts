import { anAccount } from '../../test/fakes/an-account.js';
import { FixedClock } from '../../test/fakes/fixed-clock.js';
import { WeChatRefused } from '../wechat/wechat-error.js';
import { QuotaGate } from './quota-gate.js';

const INFO = '/cgi-bin/user/info';
const account = anAccount();
let clock: FixedClock;
let left: () => Promise<number>;
let looks: number;
let gate: QuotaGate;
let calls: number;
beforeEach(() => {
  clock = new FixedClock();
  left = async () => 0;
  [looks, calls] = [0, 0];
  gate = new QuotaGate(() => (looks++, left()), clock);
});

const refused = (errcode: number) => new WeChatRefused('cgi-bin.user_info', errcode, 'reach max limit');
const asking = (failure: Error | null = null, of = account) =>
  gate.pass(of, INFO, async () => {
    calls += 1;
    if (failure) throw failure;
    return 'told';
  });
const spent = (errcode: number, retryAfterSeconds: number) => ({
  ...(errcode === 45009
    ? { code: 'wechat.quota_spent', kind: 'unavailable' }
    : { code: 'wechat.too_many_calls', kind: 'rate-limited' }),
  operation: 'cgi-bin.user_info',
  wechat: { errcode, errmsg: 'reach max limit' },
  retryAfterSeconds,
});

it('lets everything pass until a quota is used up, other refusals too', async () => {
  expect(await asking()).toBe('told');
  await expect(asking(refused(48001))).rejects.toMatchObject({ code: 'wechat.refused' });
  expect(await asking()).toBe('told');
  expect([calls, looks]).toEqual([3, 0]);
});

it('makes no call for a minute after too many in one, and says how long that is yet', async () => {
  await expect(asking(refused(45011))).rejects.toMatchObject(spent(45011, 60));
  clock.advance(59.5);
  await expect(asking()).rejects.toMatchObject(spent(45011, 1));
  expect([calls, looks]).toEqual([1, 0]);
  clock.advance(0.5);
  expect(await asking()).toBe('told');
});

it('makes no call for the rest of the day in Beijing when that is used up', async () => {
  const untilMidnight = 8 * 3600 + 5 * 60;
  await expect(asking(refused(45009))).rejects.toMatchObject(spent(45009, untilMidnight));
  for (let hour = 1; hour <= 8; hour += 1) {
    clock.advance(3600);
    await expect(asking()).rejects.toMatchObject(spent(45009, untilMidnight - hour * 3600));
  }
  expect(calls).toBe(1);
  clock.advance(300);
  expect(await asking()).toBe('told');
});

it('goes on when WeChat counts more calls left than before, as after clear_quota', async () => {
  await expect(asking(refused(45009))).rejects.toMatchObject({ code: 'wechat.quota_spent' });
  left = async () => 500_000;
  expect(await asking()).toBe('told');
});

it.each([
  ['counts as many left as before', async () => 7],
  ['does not say', () => Promise.reject(refused(45009))],
])('waits for the day when WeChat %s, and asks less and less often', async (_what, answer) => {
  left = answer;
  await expect(asking(refused(45009))).rejects.toMatchObject({ code: 'wechat.quota_spent' });
  for (let second = 0; second < 600; second += 1) {
    clock.advance(1);
    await expect(asking()).rejects.toMatchObject({ code: 'wechat.quota_spent' });
  }
  expect(calls).toBe(1);
  expect(looks).toBeLessThan(20);
});

it('closes one call of one account, and is opened by whoever knows better', async () => {
  await expect(asking(refused(45009))).rejects.toThrow();
  expect(await asking(null, anAccount({ id: '22222222-2222-4222-8222-222222222222' }))).toBe('told');
  expect(await gate.pass(account, '/cgi-bin/user/get', async () => 'page')).toBe('page');
  gate.open(account, INFO);
  expect(await asking()).toBe('told');
});

it('of many that are refused at once remembers the first', async () => {
  const answers = await Promise.allSettled([1, 2, 3].map(() => asking(refused(45009))));
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(looks).toBe(1);
});
