import { anAccount } from '../../test/fakes/an-account.js';
import { aTokenRoom, type ATokenRoom } from '../../test/fakes/a-token-room.js';
import type { Account } from '../accounts/account.entity.js';
import { WeChatRefused, WeChatUnreachable } from '../wechat/wechat-error.js';
import type { GlobalTokenCalls } from './global-token-calls.js';
import { type CallsWithGlobalToken, CURRENT, WithGlobalToken } from './with-global-token.decorator.js';

class Followers implements CallsWithGlobalToken {
  readonly used: string[] = [];
  onCall: (globalToken: string) => unknown = () => 'done';

  constructor(readonly globalTokenCalls: GlobalTokenCalls) {}

  @WithGlobalToken()
  async find(_account: Account, globalToken: string, openid: string, language = 'zh_CN'): Promise<string> {
    this.used.push(globalToken);
    const outcome = this.onCall(globalToken);
    if (outcome instanceof Error) throw outcome;
    return `${openid} in ${language}: ${String(outcome)}`;
  }
}

let room: ATokenRoom;
let followers: Followers;
beforeEach(() => {
  room = aTokenRoom([anAccount({ tokenMode: 'classic' })]);
  followers = new Followers(room.calls);
});
const find = (): Promise<string> => followers.find(room.account, CURRENT, 'oA');

it('runs a method with the current token, whatever stood in its place, and the rest as given', async () => {
  expect(await followers.find(room.account, CURRENT, 'oA', 'en')).toBe('oA in en: done');
  expect(await followers.find(room.account, 'a token of somebody’s own', 'oB')).toBe('oB in zh_CN: done');
  expect(followers.used).toEqual(['T1', 'T1']);
});

it('runs it once more when WeChat refuses the token', async () => {
  followers.onCall = (token) => (token === 'T1' ? new WeChatRefused('cgi-bin.user.info', 40001, '') : 'done');
  expect(await find()).toBe('oA in zh_CN: done');
  expect(followers.used).toEqual(['T1', 'T2']);
});

it.each([
  ['refused for another reason', new WeChatRefused('cgi-bin.user.info', 45011, '')],
  ['without an answer', new WeChatUnreachable('cgi-bin.user.info', 'timeout', true)],
])('and not when it is %s', async (_name, error) => {
  followers.onCall = () => error;
  await expect(find()).rejects.toBe(error);
  expect(followers.used).toEqual(['T1']);
});

it('and no third time', async () => {
  followers.onCall = () => new WeChatRefused('cgi-bin.user.info', 40001, '');
  await expect(find()).rejects.toMatchObject({ errcode: 40001 });
  expect(followers.used).toEqual(['T1', 'T2']);
});
