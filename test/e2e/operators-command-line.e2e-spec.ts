import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { userInfo } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { codeOf, OperatorBrowser, PASSWORD } from '../support/operator-browser.js';
import { RunningApp } from '../support/start-app.js';

jest.setTimeout(60_000);

const ROOT = process.cwd();

let app: RunningApp;
beforeAll(async () => {
  app = await RunningApp.start({ env: { ADMIN_PASSWORD: PASSWORD } });
});
afterAll(() => app.stop());
beforeEach(() => app.rows('TRUNCATE operator_login_throttle'));

async function lingpai(
  parameters: string[],
  { input = '', ...env }: Record<string, string> = {},
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [path.join(ROOT, 'bin/lingpai.js'), ...parameters], {
    cwd: '/',
    env: {
      PATH: process.env['PATH'],
      NODE_NO_WARNINGS: '1',
      DATABASE_URL: app.database.url,
      SECRET_KEY: app.secretKey,
      ...env,
    },
  });
  child.stdin.on('error', () => undefined).end(input);
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, out, err };
}

const enter = (name: string, password: string): Promise<OperatorBrowser> =>
  new OperatorBrowser(app).enter(name, password);

it('ADMIN_PASSWORD is the password of admin, an owner, and no set-up link is printed', async () => {
  expect(app.server.setupUrl).toBeNull();
  const one = await enter('admin', PASSWORD);
  expect((await one.ask('GET', 'session')).json()).toMatchObject({
    operator: { name: 'admin', role: 'owner' },
  });
});

it('a password that is lost is replaced while the server runs: sessions end, the new one counts', async () => {
  const before = await enter('admin', PASSWORD);
  const { code, out, err } = await lingpai(['operator', 'reset-password'], { ADMIN_PASSWORD: PASSWORD });
  expect([code, err]).toEqual([0, expect.stringContaining('ADMIN_PASSWORD decides')]);
  expect(out).toMatch(/^[0-9A-Za-z]{24}\n$/);
  expect((await before.ask('GET', 'session')).status).toBe(401);
  expect(codeOf(await new OperatorBrowser(app).logIn('admin', PASSWORD))).toBe('operator.login_refused');
  await enter('admin', out.trim());
  expect(
    (await lingpai(['operator', 'reset-password', '--password-file', '-'], { input: PASSWORD })).code,
  ).toBe(0);
  await enter('admin', PASSWORD);
});

it('opens the door again for whoever was locked out', async () => {
  for (let n = 0; n < 20; n++)
    await app
      .rows(`UPDATE operator_login_throttle SET tries = 0 WHERE bucket LIKE 'address:%'`)
      .then(() => new OperatorBrowser(app).logIn('admin', 'wrong'));
  await app.rows(`UPDATE operator_login_throttle SET tries = 0 WHERE bucket LIKE 'address:%'`);
  expect(codeOf(await new OperatorBrowser(app).logIn('admin', PASSWORD))).toBe('operator.too_many_logins');
  const { out } = await lingpai(['operator', 'reset-password', '--json']);
  const { name, password } = JSON.parse(out) as { name: string; password: string };
  expect(name).toBe('admin');
  await enter(name, password);
});

it('operators are added and listed', async () => {
  const added = await lingpai(['operator', 'add', '--name', 'Bob', '--role', 'viewer', '--json']);
  const { name, role, password } = JSON.parse(added.out) as Record<string, string>;
  expect([added.code, name, role]).toEqual([0, 'bob', 'viewer']);
  const [line] = await app.rows<{ actor: string }>(
    `SELECT actor FROM audit_log WHERE action = 'operator.added' AND target = 'bob'`,
  );
  expect(line!.actor).toBe(`cli:${userInfo().username}`);
  const bob = await enter('bob', password!);
  expect(codeOf(await bob.ask('GET', 'audit'))).toBe('operator.role_insufficient');
  expect(JSON.parse((await lingpai(['operator', 'list', '--json'])).out)).toMatchObject({
    operators: [
      { name: 'admin', role: 'owner' },
      { name: 'bob', role: 'viewer', totp: false },
    ],
  });
});

it.each([
  [['operator', 'add'], 64],
  [['operator', 'add', '--name', 'carol', '--role', 'king'], 64],
  [['operator', 'add', '--name', 'admin'], 1],
  [['operator', 'reset-password', '--name', 'nobody'], 1],
  [['audit', 'verify', '--head', 'nonsense'], 64],
])('%j ends with %d', async (parameters, code) => {
  expect((await lingpai(parameters)).code).toBe(code);
});

it('a password that is too short is refused, and not repeated', async () => {
  const { code, err } = await lingpai(['operator', 'reset-password', '--password-file', '-'], {
    input: 'shorty',
  });
  expect([code, err]).toEqual([64, expect.stringContaining('at least 12')]);
  expect(err).not.toContain('shorty');
});

it('audit verify says that the record is whole, and where it is not', async () => {
  const whole = await lingpai(['audit', 'verify', '--json']);
  const { lines, head, ...verdict } = JSON.parse(whole.out) as { lines: number; head: string };
  expect([whole.code, verdict]).toEqual([0, { whole: true, fault: null }]);
  expect(lines).toBeGreaterThan(5);
  expect((await lingpai(['audit', 'verify', '--head', head])).code).toBe(0);
  await app.rows('ALTER TABLE audit_log DISABLE TRIGGER audit_log_only_grows');
  await app.rows(`UPDATE audit_log SET actor = 'operator:eve' WHERE id = 2`);
  const broken = await lingpai(['audit', 'verify']);
  expect([broken.code, broken.out]).toEqual([1, expect.stringContaining('Line 2 does not hold')]);
});

it('another SECRET_KEY than the server’s is refused before anything is written', async () => {
  const { code, err } = await lingpai(['operator', 'reset-password'], {
    SECRET_KEY: 'QQq0Jx7mSxq1y9y2nYb0m3m4v5w6x7z8A9B0C1D2E3E=',
  });
  expect([code, err]).toEqual([78, expect.stringContaining('SECRET_KEY')]);
});
