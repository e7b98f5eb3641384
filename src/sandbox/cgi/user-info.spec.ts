import { identityOf } from '../personas/identity.js';
import { SANDBOX_ACCOUNT } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { aSandbox, aUserToken } from '../testing/a-sandbox.js';
import { aStableToken, cgi } from '../testing/cgi-calls.js';

const OTHER = { ...SANDBOX_ACCOUNT, key: 'other', appId: 'wxother0000000001', openPlatform: null };
let sandbox: RunningSandbox;
let access_token: string;
beforeAll(async () => {
  sandbox = await aSandbox({ accounts: [SANDBOX_ACCOUNT, OTHER] });
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  sandbox.world.reset();
  access_token = await aStableToken(sandbox);
});

const idsOf = (persona: string, account: typeof OTHER | typeof SANDBOX_ACCOUNT = SANDBOX_ACCOUNT) =>
  identityOf(account, { persona: sandbox.world.personas.get(persona), snapshot: false });
const info = (openid: string) => cgi(sandbox, 'user/info', { access_token, openid, lang: 'zh_CN' });

it('tells of somebody who follows, the profile withheld', async () => {
  const { openid, unionid } = idsOf('follower');
  const answer = await info(openid);
  const at = answer['subscribe_time'] as number;
  expect(answer).toEqual({
    subscribe: 1,
    openid,
    nickname: '',
    sex: 0,
    language: 'zh_CN',
    city: '',
    province: '',
    country: '',
    headimgurl: '',
    subscribe_time: at,
    unionid,
    remark: '',
    groupid: 0,
    tagid_list: [],
    subscribe_scene: 'ADD_SCENE_QR_CODE',
    qr_scene: 0,
    qr_scene_str: '',
  });
  expect(at * 1000).toBeLessThan(sandbox.world.clock.nowMs());
  expect((await info(openid))['subscribe_time']).toBe(at);
});

it('says of somebody who does not follow just that', async () => {
  const { openid, unionid } = idsOf('stranger');
  const answer = await info(openid);
  expect(answer).toMatchObject({ subscribe: 0, openid, nickname: '', tagid_list: [] });
  for (const name of ['subscribe_time', 'unionid', 'remark', 'errcode'])
    expect(answer).not.toHaveProperty(name);
  sandbox.world.turn({ unionid_of_strangers: true });
  expect(await info(openid)).toMatchObject({ subscribe: 0, unionid });
});

it('follows when somebody begins to follow', async () => {
  const { openid } = idsOf('stranger');
  sandbox.world.personas.change('stranger', { follows: ['main'] });
  expect(await info(openid)).toMatchObject({ subscribe: 1 });
});

it('has no unionid without an open platform, or for who has none', async () => {
  sandbox.world.personas.change('no-unionid', { follows: ['main'] });
  expect(await info(idsOf('no-unionid').openid)).not.toHaveProperty('unionid');
  sandbox.world.accounts.change('main', { openPlatform: null });
  expect(await info(idsOf('follower').openid)).not.toHaveProperty('unionid');
});

it('does not open the users of another account, nor stand-ins, nor unionids', async () => {
  const snapshot = await aUserToken(sandbox, 'snapshot');
  for (const stranger of [
    idsOf('follower', OTHER).openid,
    snapshot.openid,
    idsOf('follower').unionid!,
    `${idsOf('follower').openid}\r`,
  ]) {
    expect(await info(stranger)).toMatchObject({ errcode: 40003 });
  }
});

it('knows a numbered visitor once they have authorized', async () => {
  const { openid } = idsOf('visitor-7');
  expect(await info(openid)).toMatchObject({ errcode: 40003 });
  await aUserToken(sandbox, 'visitor-7', 'snsapi_base');
  expect(await info(openid)).toMatchObject({ subscribe: 0, openid });
});

describe('a batch', () => {
  const batch = (openids: unknown[]) =>
    cgi(
      sandbox,
      'user/info/batchget',
      { access_token },
      { user_list: openids.map((openid) => ({ openid })) },
    );

  it('tells of each in order', async () => {
    const openids = [idsOf('stranger').openid, idsOf('follower').openid];
    const { user_info_list } = await batch(openids);
    expect(user_info_list).toMatchObject([
      { subscribe: 0, openid: openids[0] },
      { subscribe: 1, openid: openids[1] },
    ]);
  });

  it('takes a hundred, not one more', async () => {
    const { openid } = idsOf('follower');
    const { user_info_list } = await batch(Array<string>(100).fill(openid));
    expect(user_info_list).toHaveLength(100);
    expect(await batch(Array<string>(101).fill(openid))).toMatchObject({ errcode: 40032 });
  });

  it('fails whole for one bad openid', async () => {
    expect(await batch([idsOf('follower').openid, 'onobody'])).toMatchObject({ errcode: 40003 });
    expect(await batch([undefined])).toMatchObject({ errcode: 40003 });
    expect(await cgi(sandbox, 'user/info/batchget', { access_token }, { user_list: [null] })).toMatchObject({
      errcode: 40003,
    });
  });
});
