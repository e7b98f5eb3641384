import { SANDBOX_ACCOUNT, SANDBOX_WEBSITE } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { ask, aSandbox } from '../testing/a-sandbox.js';
import { aClassicToken, aStableToken, cgi, CREDENTIALS } from '../testing/cgi-calls.js';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.world.reset());

interface TokenView {
  family: string;
  digest: string;
  prefix: string;
  state: string;
  works_until: string;
}

async function control(method: string, path: string, body?: unknown) {
  const reply = await ask(sandbox, `/_sandbox${path}`, {
    method,
    body: body === undefined ? '' : JSON.stringify(body),
  });
  return { ...reply, json: (reply.text === '' ? null : JSON.parse(reply.text)) as Record<string, unknown> };
}
const tokens = async (query = '') =>
  (await control('GET', `/accounts/main/tokens${query}`)).json['tokens'] as TokenView[];
const addresses = (access_token: string) => cgi(sandbox, 'get_api_domain_ip', { access_token });

describe('the tokens of an account', () => {
  it('are shown with state and end, the newest first, and never whole', async () => {
    const held = [await aStableToken(sandbox), await aClassicToken(sandbox), await aClassicToken(sandbox)];
    const { text } = await control('GET', '/accounts/main/tokens');
    for (const token of held) expect(text).not.toContain(token.slice(0, 12));
    expect(await tokens()).toMatchObject([
      {
        family: 'classic',
        state: 'current',
        prefix: held[2]!.slice(0, 8),
        works_until: '2026-11-22T10:00:00.000Z',
      },
      {
        family: 'classic',
        state: 'overlap',
        prefix: held[1]!.slice(0, 8),
        works_until: '2026-11-22T08:05:00.000Z',
      },
      {
        family: 'stable',
        state: 'current',
        prefix: held[0]!.slice(0, 8),
        works_until: '2026-11-22T10:00:00.000Z',
      },
    ]);
  });

  it('show the dead ones when asked', async () => {
    await aStableToken(sandbox);
    await aStableToken(sandbox, true);
    expect(await tokens()).toHaveLength(1);
    expect((await tokens('?state=all')).map(({ state }) => state)).toEqual(['current', 'superseded']);
    sandbox.world.clock.advance(7200);
    expect((await tokens('?state=all')).map(({ state }) => state)).toEqual(['expired', 'superseded']);
    expect(await tokens()).toEqual([]);
  });

  it('are named by a digest that faults understand, and that is all faults show', async () => {
    const token = await aClassicToken(sandbox);
    const [{ digest }] = (await tokens()) as [TokenView];
    for (const accessToken of [digest, token]) {
      const { json, text } = await control('PUT', '/faults', {
        faults: [{ path: '/cgi-bin/*', accessToken, errcode: 40001 }],
      });
      expect(json['faults']).toMatchObject([{ accessToken: digest }]);
      expect(text).not.toContain(token);
      expect(await addresses(token)).toMatchObject({ errcode: 40001 });
    }
  });

  it('come with what is left of the quotas', async () => {
    await aClassicToken(sandbox);
    await aStableToken(sandbox, true);
    const { json } = await control('GET', '/accounts/main/tokens');
    expect(json['forced_today']).toEqual({ used: 1, limit: 20 });
    expect(json['quotas']).toContainEqual({
      path: '/cgi-bin/token',
      daily_limit: 2000,
      used_today: 1,
      minute_limit: null,
      used_this_minute: 1,
    });
  });
});

describe('a stranger with the same secret', () => {
  const stranger = (body: object) => control('POST', '/accounts/main/stranger', body);

  it('supersedes a classic token; ours dies in five minutes, with the second fetch at once', async () => {
    const ours = await aClassicToken(sandbox);
    const { json } = await stranger({ family: 'classic' });
    expect(json).toMatchObject({ fresh: true, token: { family: 'classic', state: 'current' } });
    expect(await addresses(ours)).toHaveProperty('ip_list');
    await stranger({ family: 'classic' });
    expect(await addresses(ours)).toMatchObject({ errcode: 40001 });
  });

  it('shares a stable token, unless they force another', async () => {
    const ours = await aStableToken(sandbox);
    expect((await stranger({ family: 'stable' })).json).toMatchObject({ fresh: false });
    expect(await addresses(ours)).toHaveProperty('ip_list');
    expect((await stranger({ family: 'stable', force: true })).json).toMatchObject({ fresh: true });
    expect(await addresses(ours)).toMatchObject({ errcode: 40001 });
    expect(await aStableToken(sandbox)).not.toBe(ours);
  });

  it('is no call of ours: quota is used, the journal knows nothing', async () => {
    await stranger({ family: 'classic' });
    expect(sandbox.world.journal.counts()).toEqual({});
    expect(sandbox.world.quotas.usage(SANDBOX_ACCOUNT.appId, '/cgi-bin/token')!.usedToday).toBe(1);
  });

  it('is refused where WeChat would refuse anybody', async () => {
    await control('PUT', '/accounts/main/quota', { path: '/cgi-bin/token', daily_limit: 0 });
    const { status, json } = await stranger({ family: 'classic' });
    expect([status, json['code']]).toEqual([409, 'sandbox.refused_by_rule']);
    const website = await control('POST', `/accounts/${SANDBOX_WEBSITE.key}/stranger`, { family: 'classic' });
    expect(website.status).toBe(409);
    expect((await stranger({ family: 'other' })).status).toBe(400);
    expect((await control('POST', '/accounts/none/stranger', { family: 'classic' })).status).toBe(404);
    sandbox.world.turn({ forced_beyond_quota: 'refused' });
    for (let forced = 0; forced < 20; forced += 1) {
      await stranger({ family: 'stable', force: true });
      sandbox.world.clock.advance(30);
    }
    expect((await stranger({ family: 'stable', force: true })).status).toBe(409);
  });
});

describe('a reset of the secret', () => {
  it('shows the new one once, voids living tokens, and refuses the old one', async () => {
    const ours = await aStableToken(sandbox);
    const { json } = await control('POST', '/accounts/main/secret', {});
    const { secret } = json as { secret: string };
    expect(secret).toMatch(/^[0-9a-f]{32}$/);
    expect(await addresses(ours)).toMatchObject({ errcode: 40001 });
    expect(await cgi(sandbox, 'token', CREDENTIALS)).toMatchObject({ errcode: 40125 });
    expect(await cgi(sandbox, 'token', { ...CREDENTIALS, secret })).toHaveProperty('access_token');
    expect((await control('GET', '/accounts')).text).not.toContain(secret);
  });

  it('may leave living tokens alone; PATCH is the same reset', async () => {
    const ours = await aStableToken(sandbox);
    await control('PATCH', '/switches', { secret_reset: 'keeps' });
    await control('PATCH', '/accounts/main', { secret: 'another' });
    expect(await addresses(ours)).toHaveProperty('ip_list');
    await control('PATCH', '/switches', { secret_reset: 'voids' });
    await control('PATCH', '/accounts/main', { secret: 'a-third' });
    expect(await addresses(ours)).toMatchObject({ errcode: 40001 });
  });
});

it.each([
  [{ ip_whitelist: ['10.0.0.0/8'] }, 40164],
  [{ secret_frozen: true }, 40243],
  [{ frozen: true }, 50007],
  [{ token_families: ['stable'] }, 50004],
  [{ delegated: true }, 61024],
  [{ confirms_callers: true }, 89503],
])('sets an account to %j, so that a fetch answers %i, and back', async (change, errcode) => {
  const before = (await control('GET', '/accounts')).json['accounts'] as Record<string, unknown>[];
  const { json } = await control('PATCH', '/accounts/main', change);
  expect(json).toMatchObject(change);
  expect(await cgi(sandbox, 'token', CREDENTIALS)).toMatchObject({ errcode });
  const [name] = Object.keys(change) as [string];
  await control('PATCH', '/accounts/main', { [name]: before[0]![name] });
  expect(await cgi(sandbox, 'token', CREDENTIALS)).toHaveProperty('access_token');
});

it('refuses a whitelist entry that is no address, by name', async () => {
  const { status, json } = await control('PATCH', '/accounts/main', { ip_whitelist: ['10.0.0.1', 'office'] });
  expect(status).toBe(400);
  expect(json['errors']).toMatchObject([{ field: 'ip_whitelist.1' }]);
});

it('lets the administrator confirm an address, or refuse it', async () => {
  await control('PATCH', '/accounts/main', { confirms_callers: true });
  const decide = (approved: boolean) =>
    control('POST', '/accounts/main/confirmations', { ip: '127.0.0.1', approved });
  expect((await decide(false)).status).toBe(204);
  expect(await cgi(sandbox, 'token', CREDENTIALS)).toMatchObject({ errcode: 89507 });
  await decide(true);
  expect(await cgi(sandbox, 'token', CREDENTIALS)).toHaveProperty('access_token');
});

it('sets other limits for an address that has one', async () => {
  const limits = { path: '/cgi-bin/token', daily_limit: 1, minute_limit: 5 };
  expect((await control('PUT', '/accounts/main/quota', limits)).json['quotas']).toContainEqual(
    expect.objectContaining({ path: '/cgi-bin/token', daily_limit: 1, minute_limit: 5 }),
  );
  await aClassicToken(sandbox);
  expect(await cgi(sandbox, 'token', CREDENTIALS)).toMatchObject({ errcode: 45009 });
  expect((await control('PUT', '/accounts/main/quota', { ...limits, path: '/cgi-bin/x' })).status).toBe(400);
});

it('shows neither tokens nor tickets nor secrets in the journal', async () => {
  const token = await aStableToken(sandbox);
  const { ticket } = await cgi(sandbox, 'ticket/getticket', { access_token: token, type: 'jsapi' });
  const { text, json } = await control('GET', '/journal');
  expect(json['entries']).toHaveLength(2);
  for (const secret of [token, ticket as string, SANDBOX_ACCOUNT.secret]) expect(text).not.toContain(secret);
  expect(text).toContain(`access_token=${token.slice(0, 8)}***`);
});

it('resets tokens, tickets, quotas and what administrators said', async () => {
  const token = await aStableToken(sandbox, true);
  const ticket = await cgi(sandbox, 'ticket/getticket', { access_token: token, type: 'jsapi' });
  await control('POST', '/reset');
  expect(await addresses(token)).toMatchObject({ errcode: 40001 });
  const access_token = await aStableToken(sandbox, true);
  expect(access_token).not.toBe(token);
  const again = await cgi(sandbox, 'ticket/getticket', { access_token, type: 'jsapi' });
  expect(again['ticket']).not.toBe(ticket['ticket']);
  expect((await control('GET', '/accounts/main/tokens')).json['forced_today']).toMatchObject({ used: 1 });
});
