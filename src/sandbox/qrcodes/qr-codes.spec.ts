import { fieldsOf, readXml } from '../../wechat/push/push-xml.js';
import { identityOf } from '../personas/identity.js';
import { AccountServer } from '../pushes/testing/account-server.js';
import { control, pushTo } from '../pushes/testing/push-calls.js';
import { RULES } from '../rules.js';
import { SANDBOX_ACCOUNT } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { aSandbox, ask } from '../testing/a-sandbox.js';
import { aStableToken, cgi } from '../testing/cgi-calls.js';
import { ruleIdsOf } from '../testing/rule-scenarios.js';

let sandbox: RunningSandbox;
let server: AccountServer;
beforeAll(async () => {
  [sandbox, server] = await Promise.all([aSandbox(), AccountServer.start()]);
});
afterAll(async () => {
  await Promise.all([sandbox.close(), server.close()]);
});
beforeEach(() => {
  sandbox.world.reset();
  server.reset();
  pushTo(sandbox, server.url);
});

const create = async (action_name: string, scene: object, more: object = {}) =>
  cgi(
    sandbox,
    'qrcode/create',
    { access_token: await aStableToken(sandbox) },
    {
      action_name,
      action_info: { scene },
      ...more,
    },
  );
const scan = (body: object) => control(sandbox, 'POST', '/chats/main/scans', body);
const picture = (ticket: unknown) =>
  ask(sandbox, `/cgi-bin/showqrcode?ticket=${encodeURIComponent(String(ticket))}`);
const pushed = () => server.received.map(({ body }) => Object.fromEntries(fieldsOf(readXml(body))));
const openidOf = (persona: string) =>
  identityOf(SANDBOX_ACCOUNT, { persona: sandbox.world.personas.get(persona), snapshot: false }).openid;

describe('a QR code with a scene', () => {
  it('that is temporary tells its seconds, and is another one each time', async () => {
    const first = await create('QR_SCENE', { scene_id: 123 }, { expire_seconds: 604_800 });
    expect(first).toEqual({
      ticket: expect.stringMatching(/^gQ[A-Za-z0-9+/]{64}==$/) as string,
      expire_seconds: 604_800,
      url: expect.stringMatching(/^http:\/\/weixin\.qq\.com\/q\/02[A-Za-z0-9]{20}$/) as string,
    });
    const second = await create('QR_SCENE', { scene_id: 123 });
    expect(second).toMatchObject({ expire_seconds: 60 });
    expect(second['ticket']).not.toBe(first['ticket']);
    const long = await create('QR_STR_SCENE', { scene_str: 'x' }, { expire_seconds: 9_999_999 });
    expect(long).toMatchObject({ expire_seconds: 2_592_000 });
  });

  it('that is permanent has no seconds, and one ticket for good', async () => {
    const first = await create('QR_LIMIT_STR_SCENE', { scene_str: 'desk-4' });
    expect(Object.keys(first)).toEqual(['ticket', 'url']);
    sandbox.world.clock.advance(400 * 86_400);
    expect(await create('QR_LIMIT_STR_SCENE', { scene_str: 'desk-4' })).toEqual(first);
    expect((await picture(first['ticket'])).status).toBe(200);
  });

  it.each([
    ['QR_SCENE', { scene_id: 4_294_967_295 }, 'taken'],
    ['QR_SCENE', { scene_id: 4_294_967_296 }, 'refused'],
    ['QR_SCENE', { scene_id: 0 }, 'refused'],
    ['QR_SCENE', { scene_str: 'x' }, 'refused'],
    ['QR_LIMIT_SCENE', { scene_id: 100_000 }, 'taken'],
    ['QR_LIMIT_SCENE', { scene_id: 100_001 }, 'refused'],
    ['QR_STR_SCENE', { scene_str: 's'.repeat(64) }, 'taken'],
    ['QR_LIMIT_STR_SCENE', { scene_str: 's'.repeat(65) }, 'refused'],
    ['QR_LIMIT_STR_SCENE', { scene_str: '' }, 'refused'],
  ])('of %s %j is %s', async (action, scene, verdict) => {
    expect((await create(action, scene)).errcode).toBe(verdict === 'taken' ? undefined : 40053);
  });
});

it('the picture is a PNG for anybody, until its code lapses', async () => {
  const { ticket } = await create('QR_SCENE', { scene_id: 1 }, { expire_seconds: 60 });
  sandbox.world.clock.advance(59);
  const { status, headers, text } = await picture(ticket);
  expect([status, headers['content-type'], text.slice(1, 4)]).toEqual([200, 'image/png', 'PNG']);
  const { json } = await control(sandbox, 'GET', '/accounts/main/qrcodes');
  expect(json['qrcodes']).toMatchObject([{ ticket, scene: '1', permanent: false }]);
  sandbox.world.clock.advance(1);
  expect((await picture(ticket)).status).toBe(404);
  expect((await control(sandbox, 'GET', '/accounts/main/qrcodes')).json).toEqual({ qrcodes: [] });
});

it('the scanner has one rule, shown below', () => {
  expect(ruleIdsOf('scan')).toEqual(['scan.code']);
});

describe('scanned', () => {
  it('by who does not follow, they follow; the push tells scene and ticket', async () => {
    const { ticket } = await create('QR_STR_SCENE', { scene_str: 'desk-4' });
    expect((await scan({ persona: 'stranger', code: ticket })).json).toMatchObject({ event: 'subscribe' });
    await sandbox.world.conversations.settled();
    expect(pushed()).toMatchObject([{ Event: 'subscribe', EventKey: 'qrscene_desk-4', Ticket: ticket }]);
    const info = { access_token: await aStableToken(sandbox), openid: openidOf('stranger') };
    expect(await cgi(sandbox, 'user/info', info)).toMatchObject({
      subscribe_scene: 'ADD_SCENE_QR_CODE',
      qr_scene: 0,
      qr_scene_str: 'desk-4',
    });
  });

  it('by a follower, the account hears SCAN without a prefix, and may write three times', async () => {
    const { ticket, url } = await create('QR_SCENE', { scene_id: 110 });
    for (const code of [
      ticket,
      url,
      `https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=${encodeURIComponent(String(ticket))}`,
    ])
      expect((await scan({ persona: 'follower', code })).json).toEqual({
        event: 'SCAN',
        kind: 'silence',
        rule: null,
      });
    expect(pushed()).toEqual(
      Array(3).fill(expect.objectContaining({ Event: 'SCAN', EventKey: '110', Ticket: ticket })),
    );
    expect(sandbox.world.conversations.windows.use(SANDBOX_ACCOUNT, openidOf('follower'))).toBe('used');
    const { json } = await control(sandbox, 'GET', '/personas/follower/history');
    expect(json['deeds']).toMatchObject([1, 2, 3].map(() => ({ kind: 'scan', detail: '110' })));
  });

  it('by a scene alone, as if there were a code', async () => {
    await scan({ persona: 'follower', scene: '110' });
    expect(pushed()).toMatchObject([
      { Event: 'SCAN', EventKey: '110', Ticket: expect.stringMatching(/^gQ/) as string },
    ]);
    expect((await scan({ scene: '1', code: 'x' })).status).toBe(400);
    expect((await scan({})).status).toBe(400);
  });

  it('too late, or elsewhere, it is refused by the rule scan.code', async () => {
    const { ticket } = await create('QR_SCENE', { scene_id: 1 }, { expire_seconds: 60 });
    sandbox.world.clock.advance(60);
    sandbox.world.accounts.add({ ...SANDBOX_ACCOUNT, key: 'other', appId: 'wxother' });
    const theirs = sandbox.world.qrCodes.keep(sandbox.world.accounts.get('other'), { id: 1 });
    for (const code of [ticket, theirs.ticket, 'gQnothing==']) {
      const { status, json } = await scan({ code });
      expect([status, json['code']]).toEqual([409, 'sandbox.refused_by_rule']);
      expect(json['detail']).toContain(`the rule scan.code: ${RULES['scan.code'].text}`);
    }
    expect(pushed()).toEqual([]);
  });
});
