import { identityOf } from '../personas/identity.js';
import { SANDBOX_ACCOUNT } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { aSandbox, aUserToken } from '../testing/a-sandbox.js';
import { aStableToken, cgi, cgiRaw } from '../testing/cgi-calls.js';

let sandbox: RunningSandbox;
let access_token: string;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  sandbox.world.reset();
  access_token = await aStableToken(sandbox);
});

const openidOf = (persona: string) =>
  identityOf(SANDBOX_ACCOUNT, { persona: sandbox.world.personas.get(persona), snapshot: false }).openid;
const page = (next_openid = '') => cgiRaw(sandbox, 'user/get', { access_token, next_openid });
const info = (openid: string) => cgi(sandbox, 'user/info', { access_token, openid });
const gather = (count: number) => sandbox.world.followers.gather(SANDBOX_ACCOUNT, { count, seed: '1' });
const crowd = () => sandbox.world.followers.of(SANDBOX_ACCOUNT).crowd!;

async function everybody(): Promise<{ openids: string[]; sizes: number[] }> {
  const openids: string[] = [];
  const sizes: number[] = [];
  for (let after = ''; ;) {
    const { count, data, next_openid } = JSON.parse((await page(after)).text) as {
      count: number;
      data?: { openid: string[] };
      next_openid: string;
    };
    sizes.push(count);
    if (count === 0) return { openids, sizes };
    openids.push(...data!.openid);
    expect(next_openid).toBe(openids.at(-1));
    after = next_openid;
  }
}

describe('the list of followers', () => {
  it('names its last openid on the last page, and has no data on the page after it', async () => {
    const [follower, stranger] = [openidOf('follower'), openidOf('stranger')];
    sandbox.world.followers.follow('stranger', 'main');
    expect((await page()).text).toBe(
      `{"total":2,"count":2,"data":{"openid":["${follower}","${stranger}"]},"next_openid":"${stranger}"}`,
    );
    expect((await page(stranger)).text).toBe('{"total":2,"count":0,"next_openid":""}');
    sandbox.world.followers.leave('follower', 'main');
    sandbox.world.followers.leave('stranger', 'main');
    expect((await page()).text).toBe('{"total":0,"count":0,"next_openid":""}');
  });

  it('comes ten thousand at a time, each once, personas after the crowd', async () => {
    gather(25_000);
    const { openids, sizes } = await everybody();
    expect(sizes).toEqual([10_000, 10_000, 5001, 0]);
    expect(new Set(openids).size).toBe(25_001);
    expect(openids.at(-1)).toBe(openidOf('follower'));
  });

  it('goes on where pages and people end together', async () => {
    gather(10_000);
    expect((await everybody()).sizes).toEqual([10_000, 1, 0]);
  });

  it('leaves out who left, and goes on after somebody who left meanwhile', async () => {
    gather(20_000);
    for (const number of [0, 5, 10_000, 10_001, 19_999])
      sandbox.world.followers.leave(`follower-${number}`, 'main');
    const { openids, sizes } = await everybody();
    expect(sizes).toEqual([10_000, 9996, 0]);
    for (const number of [0, 5, 10_000, 10_001, 19_999])
      expect(openids).not.toContain(crowd().openidOf(number));
    const after = JSON.parse((await page(crowd().openidOf(5))).text) as { data: { openid: string[] } };
    expect(after.data.openid[0]).toBe(crowd().openidOf(6));
    sandbox.world.followers.leave('follower', 'main');
    expect(JSON.parse((await page(openidOf('follower'))).text)).toMatchObject({ total: 19_995, count: 0 });
  });

  it('does not go on after nobody', async () => {
    expect(JSON.parse((await page('onobody')).text)).toMatchObject({ errcode: 40003 });
    expect(JSON.parse((await page(openidOf('visitor-3'))).text)).toMatchObject({ errcode: 40003 });
  });

  it('is to be had five hundred times a day', async () => {
    sandbox.world.quotas.allow(SANDBOX_ACCOUNT.appId, '/cgi-bin/user/get', { day: 1 });
    await page();
    expect(JSON.parse((await page()).text)).toMatchObject({ errcode: 45009 });
  });
});

describe('one of a crowd', () => {
  beforeEach(() => gather(5_000_000));

  it('is told of like anybody, the profile withheld', async () => {
    const openid = crowd().openidOf(4_321_987);
    const { atSeconds, scene } = crowd().subscriptionOf(4_321_987);
    expect(await info(openid)).toMatchObject({
      subscribe: 1,
      openid,
      nickname: '',
      unionid: crowd().unionidOf(4_321_987, SANDBOX_ACCOUNT),
      subscribe_time: atSeconds,
      subscribe_scene: scene,
    });
  });

  it('has the profile of former days, or none of its names, as switched', async () => {
    const openid = crowd().openidOf(7);
    sandbox.world.turn({ user_info_profile: 'told' });
    const { nickname, sex, language } = crowd().profileOf(7);
    expect(await info(openid)).toMatchObject({ nickname, sex, language, country: '中国' });
    sandbox.world.turn({ user_info_profile: 'absent' });
    const { text } = await cgiRaw(sandbox, 'user/info', { access_token, openid });
    const { atSeconds, scene, qrScene, qrSceneText } = crowd().subscriptionOf(7);
    const unionid = crowd().unionidOf(7, SANDBOX_ACCOUNT);
    expect(text).toBe(
      `{"subscribe":1,"openid":"${openid}","language":"zh_CN","subscribe_time":${atSeconds},"unionid":"${unionid}","remark":"${crowd().remarkOf(7)}","groupid":0,"tagid_list":[],"subscribe_scene":"${scene}","qr_scene":${qrScene},"qr_scene_str":"${qrSceneText}"}`,
    );
    sandbox.world.followers.leave('follower-7', 'main');
    const left = await cgiRaw(sandbox, 'user/info', { access_token, openid });
    expect(left.text).toBe(`{"subscribe":0,"openid":"${openid}","tagid_list":[]}`);
  });

  it('may hold the phone: the list’s openid and unionid are those of the login', async () => {
    const { openid, unionid } = await aUserToken(sandbox, 'follower-42');
    expect([openid, unionid]).toEqual([crowd().openidOf(42), crowd().unionidOf(42, SANDBOX_ACCOUNT)]);
    expect(sandbox.world.personas.get('follower-42').follows).toEqual(['main']);
    sandbox.world.followers.leave('follower-42', 'main');
    expect(sandbox.world.personas.get('follower-42').follows).toEqual([]);
    expect(sandbox.world.personas.find('follower-5000000')).toBeNull();
  });

  it('who follows again has come anew', async () => {
    const openid = crowd().openidOf(3);
    sandbox.world.followers.leave('follower-3', 'main');
    expect(await info(openid)).toMatchObject({ subscribe: 0 });
    const scene = { scene: 'ADD_SCENE_QR_CODE', qrScene: 98765 } as const;
    sandbox.world.followers.follow('follower-3', 'main', scene);
    expect(await info(openid)).toMatchObject({
      subscribe: 1,
      subscribe_time: Math.floor(sandbox.world.clock.nowMs() / 1000),
      qr_scene: 98765,
      remark: '',
    });
  });

  it('stays who they are when the crowd grows, and is nobody in another', async () => {
    const openid = crowd().openidOf(3);
    sandbox.world.followers.leave('follower-3', 'main');
    gather(6_000_000);
    expect(await info(openid)).toMatchObject({ subscribe: 0 });
    expect(sandbox.world.followers.total(SANDBOX_ACCOUNT)).toBe(6_000_000);
    gather(3);
    expect(sandbox.world.followers.total(SANDBOX_ACCOUNT)).toBe(4);
    expect(await info(openid)).toMatchObject({ errcode: 40003 });
    sandbox.world.followers.gather(SANDBOX_ACCOUNT, { count: 5, seed: 'another' });
    expect(sandbox.world.followers.total(SANDBOX_ACCOUNT)).toBe(6);
  });
});

it('tells of each follow and leave once, and of none that changes nothing', () => {
  const heard: unknown[] = [];
  const stop = sandbox.world.followers.onChange(({ kind, openid, ticket, subscription }) =>
    heard.push([kind, openid, ticket, subscription.qrScene]),
  );
  const openid = openidOf('stranger');
  expect(sandbox.world.followers.follow('stranger', 'main', { qrScene: 110, ticket: 'TICKET' })).toBe(true);
  expect(sandbox.world.followers.follow('stranger', 'main')).toBe(false);
  expect(sandbox.world.followers.leave('stranger', 'main')).toBe(true);
  expect(sandbox.world.followers.leave('stranger', 'main')).toBe(false);
  stop();
  sandbox.world.followers.follow('stranger', 'main');
  expect(heard).toEqual([
    ['follow', openid, 'TICKET', 110],
    ['leave', openid, null, 110],
  ]);
});
