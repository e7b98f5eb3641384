import { type Answer, type TestAccount, TokenServers } from '../chaos/token-servers.js';

jest.setTimeout(90_000);

const PROCESSES = 2;

let servers: TokenServers;

beforeAll(async () => {
  servers = await TokenServers.start(PROCESSES, { stable: 9, classic: 1 });
});

afterAll(() => servers?.stop());

afterEach(() => servers?.upstream.heal());

const statusesOf = (answers: readonly Answer[]) => [...new Set(answers.map(({ status }) => status))];
const fetchesFor = ({ appId }: TestAccount, since: number) => servers.upstream.fetches({ appId, since });

describe('WeChat refuses to issue a token', () => {
  it.each([
    [40001, /rotate-secret/, 5],
    [40125, /rotate-secret/, 5],
    [40164, /203\.0\.113\.7/, 5],
    [45009, /Beijing/, 1],
  ])(
    'with %i: in ten minutes it is asked a few times, however many read, and every reader is told the remedy',
    async (errcode, remedy, most) => {
      const account = await servers.anAccountWithToken();
      await servers.end([account]);
      const { seq } = servers.upstream;
      servers.upstream.rule({ appId: account.appId, errcode });
      let minutes = 0;
      while (minutes < 10) {
        await servers.together(40, (process) => servers.read(process, account));
        const answers = await servers.together(40, (process) => servers.read(process, account));
        expect(statusesOf(answers)).toEqual([503]);
        const { failure, waitSeconds } = await servers.rowOf(account);
        expect(failure).toBe(String(errcode));
        expect(waitSeconds).toBeGreaterThan(30);
        const { status, headers, body } = answers.at(-1)!;
        expect([status, body.code]).toEqual([503, 'token.unavailable']);
        expect(body.detail).toMatch(remedy);
        expect(Number(headers['retry-after'])).toBeGreaterThan(30);
        const passing = Math.min(waitSeconds!, (10 - minutes) * 60);
        await servers.age(account, passing);
        minutes += passing / 60;
      }
      const calls = fetchesFor(account, seq).length;
      expect(calls).toBeGreaterThanOrEqual(1);
      expect(calls).toBeLessThanOrEqual(most);
      for (const process of servers.processes) expect(process.output).not.toContain(account.secret);
    },
  );

  it('because the AppSecret was reset: the moment another is entered, the token comes', async () => {
    const account = servers.anAccount();
    const atWechat = servers.upstream.account(account.appId);
    atWechat.secret = 'f'.repeat(32);
    expect((await servers.read(0, account)).status).toBe(503);
    await servers.enterSecret(account, atWechat.secret);
    await servers.until(async () => (await servers.read(1, account)).status === 200);
  });
});

describe('WeChat is down', () => {
  it('while the token lives: nobody notices, and it is renewed once it is back', async () => {
    const account = await servers.anAccountWithToken();
    const { seq } = servers.upstream;
    const down = [
      servers.upstream.rule({ appId: account.appId, errcode: -1, times: 1 }),
      servers.upstream.rule({ appId: account.appId, reset: true, times: 1 }),
      servers.upstream.rule({ appId: account.appId, status: 502, text: '<html>502</html>' }),
    ];
    await servers.makeDue(account);
    await servers.until(() => down.every(({ hits }) => hits > 0));
    const meanwhile = await servers.together(100, (process) => servers.read(process, account));
    expect(meanwhile.map(({ body }) => body.version)).toEqual(meanwhile.map(() => 1));
    for (const rule of down) rule.remove();
    await servers.everyProcessHas(account, 2);
    expect(fetchesFor(account, seq).length).toBeLessThan(10);
  });

  it('when the token ends: 503 with Retry-After, never the old token, and the new one once it is back', async () => {
    const account = await servers.anAccountWithToken();
    servers.upstream.rule({ appId: account.appId, errcode: -1 });
    await servers.end([account]);
    const dark = await servers.together(100, (process) => servers.read(process, account));
    expect(statusesOf(dark)).toEqual([503]);
    expect(dark.filter(({ headers }) => !(Number(headers['retry-after']) >= 1))).toEqual([]);
    expect(JSON.stringify(dark)).not.toContain('access_token":');
    servers.upstream.heal();
    await servers.until(async () => (await servers.read(0, account)).status === 200);
    await servers.everyProcessHas(account, 2);
  });
});

describe('Postgres', () => {
  it('is away: tokens are read from memory, all processes live, and the next renewal is made once it is back', async () => {
    const account = await servers.anAccountWithToken();
    for (const cable of servers.cables) await cable.refuse();
    const away = await servers.together(300, (process) => servers.read(process, account));
    expect([statusesOf(away), servers.processes.map(({ alive }) => alive)]).toEqual([[200], [true, true]]);
    for (const cable of servers.cables) await cable.open();
    await servers.makeDue(account);
    await servers.everyProcessHas(account, 2);
  });

  it('hears nothing and says nothing: readers do not wait for it', async () => {
    const account = await servers.anAccountWithToken();
    for (const cable of servers.cables) cable.swallow();
    const silent = await servers.together(300, (process) => servers.read(process, account));
    expect(statusesOf(silent)).toEqual([200]);
    for (const cable of servers.cables) cable.heal();
    await servers.makeDue(account);
    await servers.everyProcessHas(account, 2);
  });

  it('goes away with a renewal under way: what WeChat answered is kept, or asked for again', async () => {
    const account = await servers.anAccountWithToken('classic');
    const { seq } = servers.upstream;
    let open = (): void => undefined;
    const heldUntil = new Promise<void>((resolve) => (open = resolve));
    const slow = servers.upstream.rule({ appId: account.appId, heldUntil, times: 1 });
    await servers.makeDue(account);
    await servers.until(() => slow.hits === 1);
    for (const cable of servers.cables) await cable.refuse();
    open();
    const away = await servers.together(60, (process) => servers.read(process, account));
    expect(statusesOf(away)).toEqual([200]);
    for (const cable of servers.cables) await cable.open();
    await servers.until(async () => (await servers.rowOf(account)).version >= 2);
    // At most: one in vain, one by whoever took over, and one to verify which of the two is the newer.
    expect(fetchesFor(account, seq).length).toBeLessThanOrEqual(3);
    const { body } = await servers.read(0, account);
    await servers.until(() => servers.upstream.judge(body.access_token).works);
  });
});
