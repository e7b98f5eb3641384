import { SystemClock } from '../../kernel/clock/system-clock.js';
import { SystemRandom } from '../../kernel/random/system-random.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { ask, aSandbox, aUserToken, sns } from '../testing/a-sandbox.js';
import { Authority } from '../tls/authority.js';

let sandbox: RunningSandbox;
beforeEach(async () => {
  sandbox = await aSandbox();
});
afterEach(() => sandbox.close());

type Json = Record<string, unknown>;

async function control(at: { port: number }, method: string, path: string, body?: unknown) {
  const text = body === undefined ? '' : JSON.stringify(body);
  const reply = await ask(at as RunningSandbox, `/_sandbox${path}`, { method, body: text });
  return { status: reply.status, json: (reply.text === '' ? null : JSON.parse(reply.text)) as Json };
}

async function opened(body: object = {}): Promise<{ id: string; url: string; port: number }> {
  const { json } = await control(sandbox, 'POST', '/worlds', body);
  const { id, url } = json as { id: string; url: string };
  return { id, url, port: Number(new URL(url).port) };
}

describe('worlds side by side', () => {
  it('share neither people nor time nor the journal', async () => {
    const other = await opened();
    const there = other as unknown as RunningSandbox;
    const ours = await aUserToken(sandbox);
    const theirs = await aUserToken(there);
    expect(await sns(there, 'auth', ours as never)).toMatchObject({ errcode: 40014 });
    await control(other, 'POST', '/clock', { advance_seconds: 7201 });
    expect(await sns(there, 'auth', theirs as never)).toMatchObject({ errcode: 42001 });
    expect(await sns(sandbox, 'auth', ours as never)).toMatchObject({ errcode: 0 });
    await control(other, 'PUT', '/faults', { faults: [{ path: '/sns/*', errcode: -1 }] });
    expect(await sns(sandbox, 'auth', ours as never)).toMatchObject({ errcode: 0 });
    await control(other, 'POST', '/reset');
    expect(sandbox.world.journal.count('/sns/auth')).toBe(2);
    expect((await control(other, 'GET', '/journal')).json).toMatchObject({ newest_seq: 4, entries: [] });
  });

  it('are listed, and end on their own', async () => {
    const [one, two] = [await opened(), await opened()];
    expect((await control(sandbox, 'GET', '/worlds')).json).toEqual({
      worlds: [one, two].map(({ id, url }) => ({ id, url, tls_url: null })),
    });
    expect((await control(sandbox, 'DELETE', `/worlds/${one.id}`)).status).toBe(204);
    await expect(control(one, 'GET', '/health')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect((await control(two, 'GET', '/health')).json).toMatchObject({ status: 'ok', url: two.url });
    expect((await control(sandbox, 'DELETE', `/worlds/${one.id}`)).json).toMatchObject({
      code: 'sandbox.no_such_world',
    });
  });

  it('end with the one they were opened from, those they opened included', async () => {
    const child = await opened();
    const { json } = await control(child, 'POST', '/worlds', {});
    const grandchild = { port: Number(new URL(json['url'] as string).port) };
    expect((await control(grandchild, 'GET', '/health')).status).toBe(200);
    await sandbox.close();
    for (const gone of [child, grandchild]) {
      await expect(control(gone, 'GET', '/health')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    }
  });

  it('have TLS where the first has it', async () => {
    const clock = new SystemClock();
    const authority = Authority.create(new SystemRandom(), clock.now());
    const secure = await aSandbox({ clock, tls: { port: 0, authority } });
    const { json } = await control(secure, 'POST', '/worlds', {});
    expect(json['tls_url']).toMatch(/^https:\/\/localhost:\d+$/);
    expect(json['tls_url']).not.toBe(secure.tlsUrl);
    await secure.close();
  });

  it('are a hundred at most', async () => {
    const replies = await Promise.all(
      Array.from({ length: 103 }, () => control(sandbox, 'POST', '/worlds', {})),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(100);
    expect(replies.find(({ status }) => status === 409)!.json).toMatchObject({
      code: 'sandbox.too_many_worlds',
    });
  });
});

describe('a world in a file', () => {
  it('makes another world the same', async () => {
    sandbox.world.accounts.add({
      key: 'shop',
      appId: 'wx00000000000shop1',
      secret: 'kept',
      kind: 'subscription',
      name: '小店',
      callbackDomains: ['shop.example'],
      testAccount: false,
      openPlatform: null,
      ipWhitelist: ['10.0.0.0/8'],
      pushUrl: 'http://localhost:9/push',
      push: { token: 'pushtoken', aesKey: null, mode: 'plain' },
      originalId: 'gh_0123456789ab',
    });
    sandbox.world.personas.change('visitor-7', { follows: ['main', 'shop'], nickname: '七' });
    sandbox.world.personas.makeDefault('visitor-7');
    sandbox.world.turn({ token_seconds: 60 });
    sandbox.world.clock.advance(86_400);
    sandbox.world.faults.replace([{ path: '/sns/*', errcode: -1, times: 2 }]);
    const { json: file } = await control(sandbox, 'GET', '/world');

    const other = await opened({ world: file });
    expect((await control(other, 'GET', '/world')).json).toEqual(file);
    expect((file['accounts'] as object[]).at(-1)).toMatchObject({
      push: { token: 'pushtoken' },
      original_id: 'gh_0123456789ab',
    });
    for (const path of ['/accounts', '/accounts/shop/push', '/personas', '/switches', '/clock', '/faults']) {
      expect((await control(other, 'GET', path)).json).toEqual((await control(sandbox, 'GET', path)).json);
    }
    expect(JSON.stringify(file)).toContain('"secret":"kept"');
  });

  it('may say little: the rest is as on the first day, and what happened is forgotten', async () => {
    const before = await aUserToken(sandbox);
    sandbox.world.turn({ denial: 'state-only' });
    const account = { key: 'main', app_id: 'wx1234567890abcdef', name: '我们', kind: 'service', secret: 's' };
    const put = await control(sandbox, 'PUT', '/world', { lingpai_sandbox_world: 1, accounts: [account] });
    expect(put.status).toBe(204);
    expect(sandbox.world.accounts.list().map(({ appId }) => appId)).toEqual(['wx1234567890abcdef']);
    expect(sandbox.world.switches.denial).toBe('none');
    expect(await sns(sandbox, 'auth', before as never)).toMatchObject({ errcode: 40014 });
    await control(sandbox, 'POST', '/reset');
    expect(sandbox.world.accounts.get('main').appId).toBe('wxsandbox000000001');
  });

  it.each([
    ['another form', { lingpai_sandbox_world: 2 }, 'lingpai_sandbox_world'],
    ['what nobody knows', { lingpai_sandbox_world: 1, people: [] }, 'people'],
    [
      'an account without a secret',
      { lingpai_sandbox_world: 1, accounts: [{ key: 'a' }] },
      'accounts.0.secret',
    ],
  ])('is refused with %s, and changes nothing', async (_, body, field) => {
    sandbox.world.turn({ token_seconds: 60 });
    const { status, json } = await control(sandbox, 'PUT', '/world', body);
    expect(status).toBe(400);
    expect(json['errors']).toContainEqual(expect.objectContaining({ field }));
    expect(sandbox.world.switches.token_seconds).toBe(60);
  });

  it('opens no world when it contradicts itself', async () => {
    const account = { key: 'a', app_id: 'wx1', name: 'a', kind: 'service', secret: 's' };
    const body = { world: { lingpai_sandbox_world: 1, accounts: [account, account] } };
    expect((await control(sandbox, 'POST', '/worlds', body)).status).toBe(409);
    expect((await control(sandbox, 'GET', '/worlds')).json).toEqual({ worlds: [] });
  });

  it('may be large', async () => {
    const personas = Array.from({ length: 2000 }, (_, n) => ({
      ...sandbox.world.personas.get('follower'),
      id: `p-${n}`,
    }));
    const { status } = await control(sandbox, 'PUT', '/world', { lingpai_sandbox_world: 1, personas });
    expect(status).toBe(204);
    expect(sandbox.world.personas.get('p-1999').nickname).toBe('林小满');
  });
});
