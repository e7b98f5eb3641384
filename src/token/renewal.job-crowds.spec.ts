import { aTokenRoom, type ATokenRoom, manyAccounts } from '../../test/fakes/a-token-room.js';
import type { Account } from '../accounts/account.entity.js';
import { WeChatRefused } from '../wechat/wechat-error.js';

let room: ATokenRoom;
let accounts: Account[];
/** As many accounts as wanted, each with a token that was fetched now. */
async function aRoomWith(count: number): Promise<void> {
  accounts = manyAccounts(count);
  room = aTokenRoom(accounts);
  for (const account of accounts) await room.tokens.current(account);
  room.wechat.asked.length = 0;
}
const settle = () => room.renewals.settled();
/** One look, and all that it began. */
async function look({ job, renewals }: Pick<ATokenRoom, 'job' | 'renewals'> = room): Promise<void> {
  await job.look();
  await renewals.settled();
  // What a renewal's end sets free is free in the next turn.
  await new Promise(setImmediate);
}
const rowOf = (account: Account) => room.rows.held.get(`token/${account.id}`)!;

describe('many that are due together', () => {
  it('are renewed five at once', async () => {
    await aRoomWith(20);
    room.clock.advance(6_900);
    let [now, most] = [0, 0];
    room.wechat.onStable = async () => {
      most = Math.max(most, ++now);
      await new Promise(setImmediate);
      now--;
      return room.wechat.next();
    };
    for (let turn = 0; turn < 3; turn++) await room.job.look();
    await settle();
    expect(most).toBe(5);
    expect(room.wechat.asked).toHaveLength(5);
  });

  it('to the number of 500 are all renewed a minute before their end, by four instances at twenty a second', async () => {
    await aRoomWith(500);
    const others = ['two/2', 'three/3', 'four/4'].map((name) => room.anInstance(name));
    const instances = [room, ...others];
    room.clock.advance(6_900);
    const perSecond: number[] = [];
    let seconds = 0;
    for (; [...room.rows.held.values()].some(({ version }) => version === 1); seconds++) {
      const before = room.wechat.asked.length;
      for (const instance of instances) await look(instance);
      perSecond.push(room.wechat.asked.length - before);
      room.clock.advance(1);
    }
    expect(Math.max(...perSecond)).toBeLessThanOrEqual(20);
    expect(seconds).toBeLessThanOrEqual(240);
    expect(room.wechat.asked).toHaveLength(500);
  }, 30_000);

  it('come in the order in which they lapse', async () => {
    await aRoomWith(12);
    for (const [at, account] of accounts.entries()) rowOf(account).expiresAtMs -= (at % 12) * 1_000;
    room.clock.advance(6_900);
    await look();
    const renewed = accounts.filter((account) => rowOf(account).version === 2).map(({ key }) => key);
    expect(renewed).toEqual(['a7', 'a8', 'a9', 'a10', 'a11']);
  });

  it('are not starved by those that must wait', async () => {
    await aRoomWith(20);
    room.clock.advance(6_900);
    // The soonest to lapse are all blocked.
    const blocked = new Set(accounts.slice(0, 10).map(({ appId }) => appId));
    for (const account of accounts.slice(0, 10)) rowOf(account).expiresAtMs -= 60_000;
    room.wechat.onStable = () => {
      if (blocked.has(room.wechat.apps.at(-1)!.appId))
        throw new WeChatRefused('cgi-bin.stable_token', 40164, '');
      return room.wechat.next();
    };
    for (let second = 0; second < 5; second++) {
      await look();
      room.clock.advance(1);
    }
    expect(accounts.slice(10).filter((account) => rowOf(account).version === 1)).toEqual([]);
    expect(room.wechat.asked).toHaveLength(20);
  });
});
