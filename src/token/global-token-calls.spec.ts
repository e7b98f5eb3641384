import { anAccount } from '../../test/fakes/an-account.js';
import { aTokenRoom, type ATokenRoom } from '../../test/fakes/a-token-room.js';
import { errcodes } from '../wechat/errcodes.js';
import { WeChatRefused, WeChatUnreachable, WeChatUnreadable } from '../wechat/wechat-error.js';

let room: ATokenRoom;
beforeEach(() => void (room = aTokenRoom([anAccount({ tokenMode: 'classic' })])));

const refused = (errcode: number) => new WeChatRefused('cgi-bin.user.info', errcode, `no rid: 1`);
/** Runs a call that answers for each token as told; the tokens it was run with. */
async function running(
  answer: (globalToken: string) => unknown,
): Promise<{ used: string[]; outcome: unknown }> {
  const used: string[] = [];
  const call = async (globalToken: string): Promise<unknown> => {
    used.push(globalToken);
    const given = answer(globalToken);
    if (given instanceof Error) throw given;
    return given;
  };
  const outcome: unknown = await room.calls.run(room.account, call).catch((error: unknown) => error);
  return { used, outcome };
}
const fetches = () => room.wechat.asked.filter((call) => call === 'classic').length;

it('runs a call with the current token, once', async () => {
  expect(await running(() => 'done')).toEqual({ used: ['T1'], outcome: 'done' });
  expect(await running(() => undefined)).toEqual({ used: ['T1'], outcome: undefined });
  expect(fetches()).toBe(1);
});

it.each([40001, 40014, 42001])(
  'drops a token refused with %i, and runs the call once more with the newest',
  async (errcode) => {
    const { used, outcome } = await running((token) => (token === 'T1' ? refused(errcode) : 'done'));
    expect([used, outcome]).toEqual([['T1', 'T2'], 'done']);
    expect(room.tokens.held('main')).toMatchObject({ value: 'T2' });
    expect(room.rows.history).toContainEqual(
      expect.objectContaining({
        event: 'died',
        cause: 'fetched_elsewhere',
        reportedBy: 'lingpai',
      }) as unknown,
    );
  },
);

it.each([40001, 40014, 42001])(
  'a call that is always refused with %i runs twice, costs one renewal, and raises what WeChat said last',
  async (errcode) => {
    const raised: Error[] = [];
    const { used, outcome } = await running(() => (raised.push(refused(errcode)), raised.at(-1)));
    expect(used).toEqual(['T1', 'T2']);
    expect(outcome).toBe(raised[1]);
    expect(fetches()).toBe(2);
  },
);

it('a call refused with a token that WeChat calls alive is not run again: the refusal is the answer', async () => {
  room.wechat.onVerdict = () => 'alive';
  const refusal = refused(40001);
  const { used, outcome } = await running(() => refusal);
  expect(used).toEqual(['T1']);
  expect(outcome).toBe(refusal);
  expect(fetches()).toBe(1);
});

it('takes the token that another instance has fetched meanwhile', async () => {
  await room.tokens.current(room.account);
  await room.anInstance('two/2').tokens.renew(room.account);
  const before = fetches();
  const { used } = await running((token) => (token === 'T1' ? refused(40001) : 'done'));
  expect([used, fetches()]).toEqual([['T1', 'T2'], before]);
});

it('two hundred that are refused together cost one renewal', async () => {
  await room.tokens.current(room.account);
  const all = await Promise.all(
    Array.from({ length: 200 }, () => running((token) => (token === 'T1' ? refused(40001) : 'done'))),
  );
  expect(all.every(({ used, outcome }) => outcome === 'done' && used.length === 2)).toBe(true);
  expect(fetches()).toBe(2);
});

describe('runs nothing twice', () => {
  const others = [...errcodes].filter(([, { class: kind }]) => kind !== 'renew').map(([errcode]) => errcode);

  it.each([...others, 99999])('that WeChat refused with %i', async (errcode) => {
    const refusal = refused(errcode);
    const { used, outcome } = await running(() => refusal);
    expect([used, outcome]).toEqual([['T1'], refusal]);
    expect(room.wechat.asked).toEqual(['classic']);
  });

  it.each([
    ['a POST sent and not answered', new WeChatUnreachable('cgi-bin.message.custom.send', 'timeout', true)],
    ['a connection cut in the middle', new WeChatUnreachable('cgi-bin.message.custom.send', 'reset', true)],
    ['one that surely never left', new WeChatUnreachable('cgi-bin.message.custom.send', 'refused', false)],
    ['an answer nobody can read', new WeChatUnreadable('cgi-bin.message.custom.send', 'status 502')],
    ['a fault of our own', new TypeError('oops')],
  ])('whose outcome is unknown: %s', async (_name, error) => {
    expect(await running(() => error)).toEqual({ used: ['T1'], outcome: error });
    expect(room.wechat.asked).toEqual(['classic']);
  });

  it('when the second time its outcome is unknown', async () => {
    const unknown = new WeChatUnreachable('cgi-bin.message.custom.send', 'timeout', true);
    const { used, outcome } = await running((token) => (token === 'T1' ? refused(42001) : unknown));
    expect([used, outcome]).toEqual([['T1', 'T2'], unknown]);
  });
});

it('without a token runs nothing', async () => {
  room.wechat.onClassic = () => Promise.reject(refused(40164));
  const { used, outcome } = await running(() => 'done');
  expect([used, outcome]).toEqual([[], expect.objectContaining({ code: 'token.unavailable' })]);
});

it('a dead token for which there is no other is said to be that', async () => {
  await room.tokens.current(room.account);
  room.wechat.onClassic = () => Promise.reject(refused(40125));
  const { used, outcome } = await running(() => refused(40001));
  expect([used, outcome]).toEqual([['T1'], expect.objectContaining({ code: 'token.unavailable' })]);
});
