import { AccountsService } from '../../src/accounts/accounts.service.js';
import { newReplyRule } from '../../src/replies/reply-rule.schemas.js';
import { ReplyRulesService } from '../../src/replies/reply-rules.service.js';
import { identityOf } from '../../src/sandbox/personas/identity.js';
import type { PushMessage } from '../../src/sandbox/pushes/push-message.js';
import { pushSettingsOf } from '../../src/sandbox/pushes/push-settings.js';
import { plainPush, safePush } from '../../src/wechat/push/push-envelope.js';
import { signPush } from '../../src/wechat/push/push-signature.js';
import { RunningApp } from '../support/start-app.js';

jest.setTimeout(60_000);

interface PushView {
  readonly outcome: { readonly kind: string; readonly rule?: string };
  readonly attempts: { readonly status: number; readonly body: string }[];
}

let app: RunningApp;
beforeAll(async () => {
  app = await RunningApp.start();
});
afterAll(() => app.stop());
afterEach(async () => {
  expect(await app.leaks()).toEqual([]);
});

const openidOf = (persona: string): string =>
  identityOf(app.world.accounts.get('main'), { persona: app.world.personas.get(persona), snapshot: false })
    .openid;

/** Has the platform push something in somebody's name, and answers what became of each. */
async function push(...pushes: object[]): Promise<PushView[]> {
  const answer = await fetch(`${app.server.sandbox!.url}/_sandbox/accounts/main/pushes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ pushes, order: 'given' }),
  });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { pushes: PushView[] }).pushes;
}
const pushOne = async (persona: string, message: PushMessage, odd: object = {}): Promise<PushView> =>
  (await push({ persona, message, odd }))[0]!;

interface UserRow {
  readonly subscribed: boolean | null;
  readonly qr_scene: string | null;
}
const userRow = async (persona: string): Promise<UserRow | null> =>
  (
    await app.rows<UserRow>('SELECT subscribed, qr_scene FROM wechat_user WHERE openid = $1', [
      openidOf(persona),
    ])
  )[0] ?? null;

/** Resolves once everything that was pushed has had its effect. */
async function settled(): Promise<void> {
  for (;;) {
    const [row] = await app.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM push_inbox WHERE state = 'waiting'`,
    );
    if (row!.n === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('what the sandbox pushes', () => {
  it('comes to this server out of the box, in safe mode: who follows is known, and known to have left', async () => {
    const [persona] = app.world.personas.list();
    const { id } = persona!;
    expect((await pushOne(id, { type: 'subscribe', scene: 'qr-7' })).outcome.kind).toBe('silence');
    await settled();
    expect(await userRow(id)).toEqual({ subscribed: true, qr_scene: 'qr-7' });

    app.world.clock.advance(2);
    await pushOne(id, { type: 'unsubscribe' });
    await settled();
    expect(await userRow(id)).toMatchObject({ subscribed: false });
  });
});

const settings = () => pushSettingsOf(app.world.accounts.get('main'))!;
const address = (): string => `http://127.0.0.1:${app.port}/wechat/main/push`;
const queryOf = (signed: Record<string, string>): string => new URLSearchParams(signed).toString();

/** A request as anybody could send it. */
async function send(query: string, body?: string, path = address()) {
  const answer = await fetch(`${path}?${query}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { accept: 'text/html', ...(body === undefined ? {} : { 'content-type': 'text/xml' }) },
    body,
  });
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    headers: answer.headers,
    text: await answer.text(),
  };
}

const signedNow = (token = settings().token, nonce = String(Math.floor(1e9 + Math.random() * 1e9))) => {
  const signed = { timestamp: String(Math.floor(Date.now() / 1000)), nonce };
  return { ...signed, signature: signPush(token, signed) };
};

describe('the handshake', () => {
  it('echoes exactly what it was sent, as text and nothing else', async () => {
    const answer = await send(queryOf({ ...signedNow(), echostr: '4375120948345356249' }));
    expect(answer).toMatchObject({
      status: 200,
      type: 'text/plain; charset=utf-8',
      text: '4375120948345356249',
    });
    expect(answer.headers.get('content-length')).toBe('19');
    const script = await send(queryOf({ ...signedNow(), echostr: '<script>alert(1)</script>' }));
    expect(script).toMatchObject({ status: 200, type: 'text/plain; charset=utf-8' });
    expect(script.headers.get('x-content-type-options')).toBe('nosniff');
    expect(script.headers.get('content-security-policy')).toContain('sandbox');
  });

  it('satisfies the console', async () => {
    const { url, token, aesKey, mode } = settings();
    const answer = await fetch(`${app.server.sandbox!.url}/_sandbox/accounts/main/push`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ url, token, aes_key: aesKey, mode }),
    });
    expect(answer.status).toBe(200);
  });
});

describe('whatever is wrong', () => {
  const body = '<xml><ToUserName><![CDATA[gh_1]]></ToUserName></xml>';

  it('gets one and the same answer, leaves no row and does nothing', async () => {
    const before = await app.census();
    const good = { ...signedNow(), echostr: '1' };
    const answers = [
      await send(queryOf({ ...good, signature: 'a'.repeat(40) })),
      await send(queryOf({ ...good, timestamp: '1600000000' })),
      await send(queryOf({ echostr: '1' })),
      await send(`${queryOf(good)}&nonce=2`),
      await send(queryOf(good), undefined, address().replace('main', 'nobody')),
      await send(queryOf(good), undefined, address().replace('main', 'web')),
      await send(queryOf(good), body),
      await send(
        queryOf({ ...good, msg_signature: 'a'.repeat(40), encrypt_type: 'aes' }),
        safePush('gh_1', 'YWFh'),
      ),
      await send(queryOf(good), '<!DOCTYPE a [<!ENTITY b "c">]><xml>&b;</xml>'),
      await send(queryOf(good), 'x'.repeat(70_000)),
      await send(queryOf(good), ''),
      await send(queryOf(good), '{"ToUserName":"gh_1"}'),
    ];
    for (const { status, type, text } of answers)
      expect({ status, type, text }).toEqual({
        status: 403,
        type: 'text/plain; charset=utf-8',
        text: 'refused',
      });
    expect(await app.census()).toEqual(before);
  });

  it.each([
    ['a wrong msg_signature', { wrong: 'msg_signature' }],
    ['no msg_signature', { without: 'msg_signature' }],
    ['another appid within', { sender_app_id: 'wxother0000000000' }],
    ['an AES key that was never ours', { aes_key: 'z'.repeat(43) }],
    ['ten minutes on the way', { age_seconds: 600 }],
  ])('is refused: %s', async (_what, odd) => {
    const [persona] = app.world.personas.list();
    const before = await app.census();
    const { attempts } = await pushOne(persona!.id, { type: 'text', content: 'canary' }, odd);
    expect(attempts.map(({ status }) => status)).toEqual(attempts.map(() => 403));
    expect(await app.census()).toEqual(before);
  });

  it('the log says why, and says nothing of the request', () => {
    const lines = app.log.lines.filter((line) => line.includes('messages.push_refused'));
    expect(lines.length).toBeGreaterThanOrEqual(5);
    expect(lines.some((line) => line.includes('EncodingAESKey'))).toBe(true);
    const { token, aesKey } = settings();
    for (const line of app.log.lines) {
      expect(line).not.toContain(token);
      expect(line).not.toContain(aesKey);
      expect(line).not.toMatch(/signature=|nonce=|gh_1|oV_/);
    }
  });
});

describe('the same push', () => {
  it('delivered three times at once, and again later, is answered each time and counts once', async () => {
    const persona = app.world.personas.list()[1]!.id;
    const before = await app.count('push_inbox');
    const { attempts } = await pushOne(persona, { type: 'text', content: '你好' }, { copies: 3 });
    expect(attempts.map(({ status, body }) => `${status} ${body}`)).toEqual(
      attempts.map(() => '200 success'),
    );
    expect(attempts).toHaveLength(3);
    const record = app.world.pushes.list().at(-1)!;
    await app.world.pushes.deliver(app.world.pushes.again(record.id));
    expect(app.world.pushes.list().at(-1)!.attempts[0]).toMatchObject({ status: 200, body: 'success' });
    expect(await app.count('push_inbox')).toBe(before + 1);
    await settled();
    expect(await userRow(persona)).toMatchObject({ subscribed: true });
  });

  it('two people with one message id, and two events in one second, are not the same', async () => {
    const [one, other] = app.world.personas.list();
    const before = await app.count('push_inbox');
    const odd = { msg_id: '23904806341841418' };
    await push(
      { persona: one!.id, message: { type: 'text', content: 'a' }, odd },
      { persona: other!.id, message: { type: 'text', content: 'a' }, odd },
      { persona: one!.id, message: { type: 'click', key: 'menu-1' } },
      { persona: one!.id, message: { type: 'location-report', latitude: 30, longitude: 120, precision: 1 } },
    );
    expect(await app.count('push_inbox')).toBe(before + 4);
  });
});

describe('who follows in the sandbox', () => {
  it('is known with what WeChat tells of them, and is known to have left', async () => {
    const persona = 'visitor-77';
    const row = async () =>
      (
        await app.rows<{ subscribed: boolean; scene: string }>(
          'SELECT subscribed, subscribe_scene AS scene FROM wechat_user WHERE openid = $1',
          [openidOf(persona)],
        )
      )[0];
    app.world.followers.follow(persona, 'main', { scene: 'ADD_SCENE_SEARCH' });
    await app.world.conversations.settled();
    await settled();
    expect(await row()).toEqual({ subscribed: true, scene: 'ADD_SCENE_SEARCH' });
    app.world.clock.advance(2);
    app.world.followers.leave(persona, 'main');
    await app.world.conversations.settled();
    await settled();
    expect(await row()).toMatchObject({ subscribed: false });
  });

  it('and writes is answered by a rule, encrypted, and with the same link when the push comes again', async () => {
    const accounts = app.server.app.get(AccountsService);
    const rule = newReplyRule.parse({
      trigger: 'keyword',
      keyword: '登录',
      match: 'exact',
      content: { text: '点这里 {{login_link}}' },
    });
    await app.server.app.get(ReplyRulesService).create(await accounts.get('main'), rule);
    const persona = app.world.personas.list()[0]!.id;
    const { outcome, attempts } = await pushOne(persona, { type: 'text', content: '登录' }, { copies: 3 });
    expect(outcome).toMatchObject({ kind: 'reply', encrypted: true });
    expect(new Set(attempts.map(({ body }) => body)).size).toBe(1);
  });
});

describe('in plain mode', () => {
  const inPlain = async (act: () => Promise<void>): Promise<void> => {
    const accounts = app.server.app.get(AccountsService);
    const { token, aesKey, mode } = settings();
    const set = async (to: typeof mode): Promise<void> => {
      await accounts.setPush('main', { mode: to, token, aesKey: aesKey! });
      app.world.accounts.change('main', { push: { token, aesKey, mode: to } });
    };
    await set('plain');
    try {
      await act();
    } finally {
      await set(mode);
    }
  };

  it('the query of one push carries no other body', async () => {
    await inPlain(async () => {
      const { originalId } = (await app.server.app.get(AccountsService).get('main'))!;
      const xml = (content: string): string =>
        plainPush([
          ['ToUserName', originalId!],
          ['FromUserName', 'oForged000000000000000000000'],
          ['CreateTime', Math.floor(Date.now() / 1000)],
          ['MsgType', 'text'],
          ['Content', content],
          ['MsgId', { bare: String(Date.now()).padStart(17, '1') }],
        ]);
      const query = queryOf(signedNow());
      const body = xml('one');
      expect(await send(query, body)).toMatchObject({ status: 200, text: 'success' });
      expect(await send(query, body)).toMatchObject({ status: 200, text: 'success' });
      expect(await send(query, xml('another'))).toMatchObject({ status: 403, text: 'refused' });
      expect(await send(query, body.replace('one', 'two'))).toMatchObject({ status: 403 });
    });
  });

  it('the sandbox’s pushes are taken too', async () => {
    await inPlain(async () => {
      const persona = app.world.personas.list()[0]!.id;
      expect((await pushOne(persona, { type: 'text', content: 'in clear' })).outcome.kind).toBe('silence');
    });
  });
});

it('after a change of the AES key the one before still opens, and then no longer', async () => {
  const accounts = app.server.app.get(AccountsService);
  const persona = app.world.personas.list()[0]!.id;
  const { token, aesKey: first } = settings();
  const statusWith = async (aes_key: string): Promise<number> =>
    (await pushOne(persona, { type: 'text', content: 'x' }, { aes_key })).attempts[0]!.status;
  await accounts.setPush('main', { mode: 'safe', token, aesKey: 'b'.repeat(43) });
  expect(await statusWith(first!)).toBe(200);
  expect(await statusWith('b'.repeat(43))).toBe(200);
  await accounts.setPush('main', { mode: 'safe', token, aesKey: 'c'.repeat(43) });
  expect(await statusWith(first!)).toBe(403);
  await accounts.setPush('main', { mode: 'safe', token, aesKey: first! });
});

describe('what people take back', () => {
  it('acts on the user it names, whoever sends it, and only where the app is ours', async () => {
    const [one, other] = app.world.personas.list().map(({ id }) => id);
    await pushOne(one!, { type: 'text', content: 'hello' });
    await pushOne(other!, { type: 'text', content: 'hello' });
    await settled();
    await pushOne(one!, { type: 'user-authorization-cancellation', app_id: 'wxother0000000000' });
    await settled();
    expect(await userRow(one!)).not.toBeNull();
    await pushOne(one!, { type: 'user-authorization-cancellation' });
    await settled();
    expect(await userRow(one!)).toBeNull();
    expect(await userRow(other!)).not.toBeNull();
  });

  it('without an openid does nothing, and does not fail', async () => {
    const [persona] = app.world.personas.list();
    await pushOne(persona!.id, { type: 'user-info-modified', openid: null });
    await settled();
    expect(await app.rows(`SELECT failure FROM push_inbox WHERE failure IS NOT NULL`)).toEqual([]);
  });
});

it('keeps no word of what was said once it has had its effect', async () => {
  await settled();
  expect(await app.rows(`SELECT id FROM push_inbox WHERE payload_sealed IS NOT NULL`)).toEqual([]);
});
