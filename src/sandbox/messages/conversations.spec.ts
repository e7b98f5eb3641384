import { type PassiveReply, writeReply } from '../../wechat/push/passive-reply.js';
import { fieldsOf, readXml } from '../../wechat/push/push-xml.js';
import { identityOf } from '../personas/identity.js';
import { AccountServer } from '../pushes/testing/account-server.js';
import { control, pushTo } from '../pushes/testing/push-calls.js';
import { originalIdOf } from '../pushes/push-settings.js';
import { SANDBOX_ACCOUNT } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { aSandbox, ask } from '../testing/a-sandbox.js';
import { aStableToken, cgi, cgiRaw } from '../testing/cgi-calls.js';
import { READY_TEMPLATE } from './templates.js';

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

const openidOf = (persona: string) =>
  identityOf(SANDBOX_ACCOUNT, { persona: sandbox.world.personas.get(persona), snapshot: false }).openid;
const call = async (path: string, body?: unknown) =>
  cgi(sandbox, path, { access_token: await aStableToken(sandbox) }, body);
const write = (persona = 'follower') =>
  call('message/custom/send', { touser: openidOf(persona), msgtype: 'text', text: { content: 'hello' } });
const act = (what: string, body: object = {}) => control(sandbox, 'POST', `/chats/main/${what}`, body);
const say = (content = 'hi', persona = 'follower') =>
  act('messages', { persona, message: { type: 'text', content } });
const chat = async (persona = 'follower', since = 0) =>
  (await control(sandbox, 'GET', `/chats/main?persona=${persona}&since=${since}`)).json as {
    follows: boolean;
    typing: boolean;
    pushes: boolean;
    menu: object[];
    items: { seq: number; from: string; content: Record<string, unknown> }[];
  };
const lines = async (persona?: string) =>
  (await chat(persona)).items.map(
    ({ from, content }) => `${from}: ${String(content['text'] ?? content['notice'] ?? content['kind'])}`,
  );
const pushed = () => server.received.map(({ body }) => Object.fromEntries(fieldsOf(readXml(body))));
const answers = (reply: PassiveReply) => {
  server.react = ({ query }) =>
    writeReply(reply, { to: query.get('openid')!, from: originalIdOf(SANDBOX_ACCOUNT), createdAt: 1e9 });
};

describe('a chat', () => {
  it('holds what was said and what came back, for each person apart', async () => {
    answers({ type: 'text', content: '请点 <a href="https://a.example/">登录</a>' });
    expect((await say('登录')).json).toEqual({ kind: 'reply', rule: null });
    expect(await lines()).toEqual(['user: 登录', 'account: 请点 <a href="https://a.example/">登录</a>']);
    expect(await lines('stranger')).toEqual([]);
    const { items } = await chat();
    expect((await chat('follower', items[0]!.seq)).items).toEqual(items.slice(1));
  });

  it('shows WeChat’s notice where the account’s server fails', async () => {
    server.react = () => 'ok';
    expect((await say()).json).toEqual({ kind: 'fault', rule: 'push.answer_form' });
    expect(await lines()).toEqual(['user: hi', 'platform: fault']);
  });

  it('goes on where nothing is pushed at all', async () => {
    sandbox.world.accounts.change('main', { push: null });
    expect((await say()).json).toEqual({ kind: 'unsent', rule: null });
    expect(await lines()).toEqual(['user: hi']);
    expect((await chat()).pushes).toBe(false);
  });

  it('is that of who holds the phone, where nobody is named', async () => {
    const headers = { cookie: 'sandbox_persona=stranger' };
    const reply = await ask(sandbox, '/_sandbox/chats/main', { headers });
    expect(JSON.parse(reply.text)).toMatchObject({
      persona: 'stranger',
      openid: openidOf('stranger'),
      follows: false,
    });
  });

  it('keeps the newest two hundred lines', async () => {
    for (let no = 0; no < 201; no += 1) {
      const content = { kind: 'text', text: String(no) } as const;
      sandbox.world.conversations.tell({ account: SANDBOX_ACCOUNT, openid: openidOf('follower'), content });
    }
    const kept = await lines();
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([200, 'account: 1', 'account: 200']);
  });
});

describe('following', () => {
  it('tells the account, by a QR code with its scene', async () => {
    await act('follow', { persona: 'stranger', scene: 'shop' });
    await sandbox.world.conversations.settled();
    expect(pushed()).toMatchObject([
      {
        FromUserName: openidOf('stranger'),
        Event: 'subscribe',
        EventKey: 'qrscene_shop',
        Ticket: expect.any(String) as string,
      },
    ]);
    expect((await chat('stranger')).follows).toBe(true);
    expect(await call('user/info', undefined)).toMatchObject({ errcode: 41009 });
    const info = await cgi(sandbox, 'user/info', {
      access_token: await aStableToken(sandbox),
      openid: openidOf('stranger'),
    });
    expect(info).toMatchObject({ subscribe: 1, qr_scene_str: 'shop' });
  });

  it('by hand has an empty EventKey; once is enough', async () => {
    await act('follow', { persona: 'stranger' });
    await act('follow', { persona: 'stranger' });
    await sandbox.world.conversations.settled();
    expect(pushed()).toMatchObject([{ Event: 'subscribe', EventKey: '' }]);
    expect(await lines('stranger')).toEqual(['platform: followed']);
  });

  it('ends, and with it the right to write', async () => {
    await say();
    expect((await write()).errcode).toBe(0);
    await act('leave', { persona: 'follower' });
    await sandbox.world.conversations.settled();
    expect(pushed().at(-1)).toMatchObject({ Event: 'unsubscribe', EventKey: '' });
    expect((await write()).errcode).toBe(45015);
    expect((await chat()).follows).toBe(false);
  });
});

describe('the account may write', () => {
  it('five times in the 48 hours after a message, and anew after the next', async () => {
    await say();
    sandbox.world.clock.advance(48 * 3600 - 1);
    for (let no = 0; no < 5; no += 1) expect((await write()).errcode).toBe(0);
    expect((await write()).errcode).toBe(45047);
    await say();
    expect((await write()).errcode).toBe(0);
    sandbox.world.clock.advance(48 * 3600);
    expect((await write()).errcode).toBe(45015);
  });

  it.each([
    ['follow', () => act('follow', { persona: 'stranger' }), 'stranger'],
    [
      'scan',
      () => act('messages', { persona: 'follower', message: { type: 'scan', scene: '1' } }),
      'follower',
    ],
    ['tap', () => act('messages', { persona: 'follower', message: { type: 'click', key: 'K' } }), 'follower'],
  ])('three times in the minute after a %s', async (_, does, persona) => {
    await does();
    await sandbox.world.conversations.settled();
    for (let no = 0; no < 3; no += 1) expect((await write(persona)).errcode).toBe(0);
    expect((await write(persona)).errcode).toBe(45047);
    sandbox.world.clock.advance(60);
    expect((await write(persona)).errcode).toBe(45015);
  });

  it('not after a tap that opened a page', async () => {
    await act('messages', { persona: 'follower', message: { type: 'view', url: 'https://a.example/' } });
    expect((await write()).errcode).toBe(45015);
  });

  it('and is seen typing for fifteen seconds, or until it has written', async () => {
    await say();
    const type = (command: string) =>
      call('message/custom/typing', { touser: openidOf('follower'), command });
    expect((await type('Typing')).errcode).toBe(0);
    expect((await chat()).typing).toBe(true);
    await write();
    expect((await chat()).typing).toBe(false);
    await type('Typing');
    await type('CancelTyping');
    expect((await chat()).typing).toBe(false);
    await type('Typing');
    sandbox.world.clock.advance(15);
    expect((await chat()).typing).toBe(false);
  });
});

describe('a template message', () => {
  const template = async () =>
    cgiRaw(
      sandbox,
      'message/template/send',
      { access_token: await aStableToken(sandbox) },
      {
        touser: openidOf('follower'),
        template_id: READY_TEMPLATE.id,
        url: 'https://a.example/',
        data: { keyword1: { value: '小满' }, keyword2: { value: '8:00' } },
      },
    );

  it('is shown filled in, and its result is pushed with the number it was answered with', async () => {
    const { text } = await template();
    const [, id] = /^\{"errcode":0,"errmsg":"ok","msgid":([1-9]\d{18})\}$/.exec(text)!;
    await sandbox.world.conversations.settled();
    expect(pushed()).toMatchObject([{ Event: 'TEMPLATESENDJOBFINISH', MsgID: id, Status: 'success' }]);
    expect((await chat()).items.map(({ content }) => content)).toEqual([
      {
        kind: 'template',
        title: '登录提醒',
        lines: [
          { name: '账号', value: '小满' },
          { name: '时间', value: '8:00' },
        ],
        url: 'https://a.example/',
      },
    ]);
  });

  it('may fail, and says so in its result alone', async () => {
    sandbox.world.turn({ template_result: 'failed:user block' });
    expect((await template()).text).toContain('"errcode":0');
    await sandbox.world.conversations.settled();
    expect(pushed()).toMatchObject([{ Status: 'failed:user block' }]);
    expect((await chat()).items).toEqual([]);
  });

  it('may be one of the account’s own', async () => {
    await control(sandbox, 'POST', '/accounts/main/templates', {
      id: 'own',
      title: '通知',
      content: '{{a.DATA}}',
    });
    const body = { touser: openidOf('follower'), template_id: 'own', data: { a: { value: 'x' } } };
    expect((await call('message/template/send', body)).errcode).toBe(0);
    expect((await chat()).items[0]!.content['lines']).toEqual([{ name: '', value: 'x' }]);
  });
});

describe('the menu', () => {
  const MENU = {
    button: [
      { type: 'click', name: '登录', key: 'LOGIN' },
      { name: '更多', sub_button: [{ type: 'view', name: '会员', url: 'https://a.example/me' }] },
    ],
  };
  const shown = {
    button: [
      { ...MENU.button[0], sub_button: [] },
      { name: '更多', sub_button: [{ ...MENU.button[1]!.sub_button![0], sub_button: [] }] },
    ],
  };

  it('is created, told in two shapes, and deleted', async () => {
    expect(await call('menu/create', MENU)).toEqual({ errcode: 0, errmsg: 'ok' });
    expect(await call('menu/get')).toEqual({ menu: shown });
    expect((await chat()).menu).toEqual(shown.button);
    expect(await call('get_current_selfmenu_info')).toEqual({
      is_menu_open: 1,
      selfmenu_info: {
        button: [MENU.button[0], { name: '更多', sub_button: { list: MENU.button[1]!.sub_button } }],
      },
    });
    expect(await call('menu/delete')).toEqual({ errcode: 0, errmsg: 'ok' });
    expect(await call('get_current_selfmenu_info')).toEqual({ is_menu_open: 0 });
  });

  it('pushes its key where it is tapped, and opens pages', async () => {
    await call('menu/create', MENU);
    answers({ type: 'text', content: '好' });
    expect((await act('taps', { persona: 'follower', place: [0] })).json).toEqual({
      kind: 'reply',
      rule: null,
      opens: null,
    });
    expect((await act('taps', { persona: 'follower', place: [1, 0] })).json).toMatchObject({
      opens: 'https://a.example/me',
    });
    expect(pushed()).toMatchObject([
      { Event: 'CLICK', EventKey: 'LOGIN' },
      { Event: 'VIEW', EventKey: 'https://a.example/me', MenuId: '461376933' },
    ]);
    for (const place of [[1], [2], [0, 0]])
      expect((await act('taps', { persona: 'follower', place })).status).toBe(404);
  });
});
