import { startUpstream, type Upstream } from '../../chaos/upstream.mjs';

let upstream: Upstream;

beforeEach(async () => {
  upstream = await startUpstream({ doors: 2 });
});

afterEach(() => upstream.close());

type Wire = Record<string, unknown>;

const stable = async (door: number, asked: Wire = {}): Promise<Wire> => {
  const answer = await fetch(`${upstream.url(door)}/cgi-bin/stable_token`, {
    method: 'POST',
    body: JSON.stringify({ grant_type: 'client_credential', appid: 'wx1', secret: 's', ...asked }),
  });
  return (await answer.json()) as Wire;
};

const get = async (path: string, door = 0): Promise<Wire> =>
  (await (await fetch(`${upstream.url(door)}${path}`)).json()) as Wire;

const check = (token: unknown) => get(`/cgi-bin/get_api_domain_ip?access_token=${String(token)}`);

it('issues tokens of both families, and tickets for a token that works', async () => {
  const { access_token: token, expires_in: life } = await stable(0);
  expect([typeof token, life]).toEqual(['string', 7200]);
  expect((await stable(1)).access_token).toBe(token);
  const classic = await get('/cgi-bin/token?grant_type=client_credential&appid=wx1&secret=s');
  expect(classic.access_token).not.toBe(token);
  expect(await get(`/cgi-bin/ticket/getticket?access_token=${String(token)}&type=jsapi`)).toMatchObject({
    errcode: 0,
    expires_in: 7200,
  });
  expect(await get('/cgi-bin/ticket/getticket?access_token=unknown&type=jsapi')).toMatchObject({
    errcode: 40001,
  });
});

it('tells a live token from a dead and from an expired one', async () => {
  const { access_token: token } = await stable(0);
  expect(await check(token)).toHaveProperty('ip_list');
  upstream.account('wx1').ledger.reject(String(token));
  expect(await check(token)).toMatchObject({ errcode: 40001 });
  const { access_token: next } = await stable(0, { force_refresh: true });
  upstream.account('wx1').ledger.age(7200);
  expect(await check(next)).toMatchObject({ errcode: 42001 });
});

it('refuses a wrong secret, a wrong method and a missing appid', async () => {
  upstream.account('wx2', { secret: 'right' });
  expect(await stable(0, { appid: 'wx2', secret: 'wrong' })).toMatchObject({ errcode: 40125 });
  expect(await stable(0, { appid: 'wx2', secret: 'right' })).toHaveProperty('access_token');
  expect(await get('/cgi-bin/stable_token')).toMatchObject({ errcode: 43002 });
  expect(await get('/cgi-bin/token?grant_type=client_credential')).toMatchObject({ errcode: 41002 });
});

it('writes down who asked for what, and what it answered, by digest', async () => {
  const { access_token: token } = await stable(1, { force_refresh: true });
  await check(token);
  const [fetched, checked] = upstream.journal;
  expect(fetched).toMatchObject({ door: 1, family: 'stable', appId: 'wx1', force: true, outcome: 'ok' });
  expect(checked).toMatchObject({ door: 0, family: 'check', appId: 'wx1', digest: fetched!.digest });
  expect(upstream.fetches({ appId: 'wx1' })).toHaveLength(1);
  expect(upstream.calls({ since: fetched!.seq })).toEqual([checked]);
  expect(upstream.url()).toBe(upstream.url(upstream.strangersDoor));
});

describe('a rule', () => {
  it('spoils what it is for, as often as it says, until it is removed', async () => {
    const rule = upstream.rule({ appId: 'wx1', family: 'stable', errcode: -1, times: 2 });
    expect(await stable(0, { appid: 'wx9' })).toHaveProperty('access_token');
    expect([await stable(0), await stable(1)]).toMatchObject([{ errcode: -1 }, { errcode: -1 }]);
    expect(await stable(0)).toHaveProperty('access_token');
    expect(rule.hits).toBe(2);
    const other = upstream.rule({ text: '<html>', status: 502 });
    expect((await fetch(`${upstream.url()}/cgi-bin/token?appid=wx1`)).status).toBe(502);
    other.remove();
    expect(await stable(0)).toHaveProperty('access_token');
  });

  it('may let a call count whose answer is held back', async () => {
    let open = (): void => undefined;
    const heldUntil = new Promise<void>((resolve) => (open = resolve));
    const rule = upstream.rule({ heldUntil, times: 1 });
    const first = stable(0);
    while (rule.hits === 0) await new Promise((resolve) => setImmediate(resolve));
    const second = await stable(1);
    open();
    expect((await first).access_token).toBe(second.access_token);
  });

  it('may cut the connection', async () => {
    upstream.rule({ reset: true });
    await expect(stable(0)).rejects.toThrow();
    expect(upstream.journal[0]!.outcome).toBe('reset');
  });
});
