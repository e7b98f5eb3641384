import { identityOf } from '../personas/identity.js';
import { SANDBOX_ACCOUNT } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { aSandbox } from '../testing/a-sandbox.js';
import { aStableToken, cgi, cgiRaw } from '../testing/cgi-calls.js';

let sandbox: RunningSandbox;
let access_token: string;
let openids: string[];
let follower: string;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  sandbox.world.reset();
  access_token = await aStableToken(sandbox);
  sandbox.world.followers.gather(SANDBOX_ACCOUNT, { count: 20_000, seed: '1' });
  openids = sandbox.world.followers.of(SANDBOX_ACCOUNT).crowd!.openidsFrom(0, 12_000);
  const persona = sandbox.world.personas.get('follower');
  follower = identityOf(SANDBOX_ACCOUNT, { persona, snapshot: false }).openid;
});

const call = (path: string, body?: unknown) => cgi(sandbox, path, { access_token }, body);
const text = async (path: string, body?: unknown) =>
  (await cgiRaw(sandbox, path, { access_token }, body)).text;
const info = (openid: string) => cgi(sandbox, 'user/info', { access_token, openid });
const OK = '{"errcode":0,"errmsg":"ok"}';

describe('a tag', () => {
  it('is made, listed, renamed and deleted', async () => {
    expect(await text('tags/create', { tag: { name: '广东' } })).toBe('{"tag":{"id":100,"name":"广东"}}');
    expect(await text('tags/update', { tag: { id: 100, name: '广东人' } })).toBe(OK);
    await call('tags/members/batchtagging', { openid_list: [follower], tagid: 100 });
    expect(await text('tags/get')).toBe(
      '{"tags":[{"id":2,"name":"星标组","count":0},{"id":100,"name":"广东人","count":1}]}',
    );
    expect(await text('tags/delete', { tag: { id: 100 } })).toBe(OK);
    expect(await info(follower)).toMatchObject({ tagid_list: [] });
    expect(await call('tags/create', { tag: { name: '广东' } })).toEqual({ tag: { id: 101, name: '广东' } });
  });

  it('has a name of thirty bytes at most, and may keep its own', async () => {
    expect(await call('tags/create', { tag: { name: '广'.repeat(10) } })).toHaveProperty('tag');
    expect(await call('tags/update', { tag: { id: 100, name: '广'.repeat(10) } })).toMatchObject({
      errcode: 0,
    });
    expect(await call('tags/update', { tag: { id: 100, name: '星标组' } })).toMatchObject({ errcode: 45157 });
    expect(await call('tags/update', { tag: { id: 7, name: 'x' } })).toMatchObject({ errcode: 45159 });
    expect(await call('tags/create', { tag: {} })).toMatchObject({ errcode: 45157 });
    expect(await call('tags/create', {})).toMatchObject({ errcode: 47001 });
    for (const id of [0, 1, 2])
      expect(await call('tags/delete', { tag: { id } })).toMatchObject({ errcode: 45058 });
  });

  it('is put on fifty followers, and seen on each in the order given', async () => {
    for (const name of ['a', 'b']) await call('tags/create', { tag: { name } });
    const fifty = openids.slice(0, 50);
    expect(await text('tags/members/batchtagging', { openid_list: fifty, tagid: 101 })).toBe(OK);
    await call('tags/members/batchtagging', { openid_list: [fifty[0]], tagid: 2 });
    expect(await text('tags/getidlist', { openid: fifty[0] })).toBe('{"tagid_list":[101,2]}');
    expect(await info(fifty[0]!)).toMatchObject({ tagid_list: [101, 2] });
    const tooMany = { openid_list: openids.slice(0, 51), tagid: 101 };
    expect(await call('tags/members/batchtagging', tooMany)).toMatchObject({ errcode: 40032 });
    expect(await text('tags/members/batchuntagging', { openid_list: fifty, tagid: 101 })).toBe(OK);
    expect(await text('tags/getidlist', { openid: fifty[0] })).toBe('{"tagid_list":[2]}');
  });

  it('goes to all of a list or to nobody', async () => {
    const list = { openid_list: [openids[0], 'onobody'], tagid: 2 };
    expect(await call('tags/members/batchtagging', list)).toMatchObject({ errcode: 40003 });
    expect(await call('tags/getidlist', { openid: openids[0] })).toEqual({ tagid_list: [] });
  });

  it('lists who carries it, in pages without a total', async () => {
    expect(await text('user/tag/get', { tagid: 2 })).toBe('{"count":0,"next_openid":""}');
    sandbox.world.followers.of(SANDBOX_ACCOUNT).tags.tag(openids, 2);
    const first = await call('user/tag/get', { tagid: 2, next_openid: '' });
    expect(first).toMatchObject({ count: 10_000, next_openid: openids[9999] });
    expect(first).not.toHaveProperty('total');
    const second = await call('user/tag/get', { tagid: 2, next_openid: openids[9999] });
    expect(second).toEqual({
      count: 2000,
      data: { openid: openids.slice(10_000) },
      next_openid: openids[11_999],
    });
    expect(await text('user/tag/get', { tagid: 2, next_openid: openids[11_999] })).toBe(
      '{"count":0,"next_openid":""}',
    );
    expect(await call('user/tag/get', { tagid: 2, next_openid: follower })).toMatchObject({ errcode: 40003 });
  });

  it('is gone with who leaves', async () => {
    await call('tags/members/batchtagging', { openid_list: [follower], tagid: 2 });
    sandbox.world.followers.leave('follower', 'main');
    expect(await text('tags/get')).toContain('"count":0');
  });
});

describe('a remark', () => {
  const remark = (openid: string, words: unknown) =>
    call('user/info/updateremark', { openid, remark: words });

  it('is kept, changed and taken away', async () => {
    for (const words of ['老王', '王'.repeat(10), '']) {
      expect(await remark(follower, words)).toEqual({ errcode: 0, errmsg: 'ok' });
      expect(await info(follower)).toMatchObject({ remark: words });
    }
  });

  it('is for followers only', async () => {
    expect(await remark('onobody', 'x')).toMatchObject({ errcode: 40003 });
    sandbox.world.followers.leave('follower', 'main');
    expect(await remark(follower, 'x')).toMatchObject({ errcode: 40003 });
  });
});

describe('the blacklist', () => {
  const change = (path: string, openid_list: unknown) => text(`tags/members/${path}`, { openid_list });

  it('takes and releases twenty at a time', async () => {
    expect(await change('batchblacklist', openids.slice(0, 20))).toBe(OK);
    expect(sandbox.world.followers.isBlacklisted(SANDBOX_ACCOUNT, openids[0]!)).toBe(true);
    expect(await change('batchunblacklist', openids.slice(1, 20))).toBe(OK);
    expect(await text('tags/members/getblacklist', { begin_openid: '' })).toBe(
      `{"total":1,"count":1,"data":{"openid":["${openids[0]!}"]},"next_openid":"${openids[0]!}"}`,
    );
    expect(await change('batchblacklist', openids.slice(0, 21))).toContain('40032');
  });

  it('comes a thousand at a time, or ten thousand as formerly', async () => {
    for (const openid of openids) sandbox.world.followers.of(SANDBOX_ACCOUNT).blacklist.add(openid);
    const list = (begin_openid: string) => call('tags/members/getblacklist', { begin_openid });
    expect(await list('')).toMatchObject({ total: 12_000, count: 1000, next_openid: openids[999] });
    sandbox.world.turn({ blacklist_page: 10_000 });
    expect(await list(openids[9_999]!)).toMatchObject({ count: 2000, next_openid: openids[11_999] });
    expect(await list(openids[11_999]!)).toEqual({ total: 12_000, count: 0, next_openid: '' });
    expect(await list('onobody')).toMatchObject({ errcode: 40003 });
  });
});
