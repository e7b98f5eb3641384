import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { Client } from 'pg';
import { VARIABLES } from '../../src/cli/doctor/configuration.check.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

jest.setTimeout(30_000);

const ROOT = process.cwd();
const KEY = 'kKq0Jx7mSxq1y9y2nYb0m3m4v5w6x7z8A9B0C1D2E3E=';
const OTHER_KEY = 'QQq0Jx7mSxq1y9y2nYb0m3m4v5w6x7z8A9B0C1D2E3E=';
const SECRET = 'CANARYcanary0123456789CANARY';

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

describe('the command line', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'lingpai cli '));
  let database: TestDatabase;
  let empty: TestDatabase;
  beforeAll(async () => {
    [database, empty] = await Promise.all([createTestDatabase(), createTestDatabase({ empty: true })]);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await Promise.all([database.drop(), empty.drop()]);
  });

  function start(parameters: string[], env: Record<string, string>): ChildProcess {
    return spawn(process.execPath, [path.join(ROOT, 'bin/lingpai.js'), ...parameters], {
      cwd: folder,
      env: { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1', ...env },
    });
  }

  async function run(
    parameters: string[],
    { input = '', ...env }: Record<string, string> = {},
  ): Promise<Ran> {
    const child = start(parameters, { DATABASE_URL: database.url, SECRET_KEY: KEY, ...env });
    child.stdin!.on('error', () => undefined).end(input);
    const [out, err] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'close')]);
    return { code: child.exitCode, out, err };
  }

  async function runTypeorm(...parameters: string[]): Promise<Ran> {
    const cli = path.join(ROOT, 'node_modules/typeorm/cli.js');
    const source = path.join(ROOT, 'dist/src/data-source.js');
    const child = spawn(process.execPath, [cli, ...parameters, '-d', source], {
      cwd: folder,
      env: { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1', DATABASE_URL: database.url },
    });
    const [out, err] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'close')]);
    return { code: child.exitCode, out, err };
  }

  async function sealed(key: string): Promise<Buffer> {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query('SELECT secret_sealed FROM account WHERE key = $1', [key]);
    await client.end();
    return (rows[0] as { secret_sealed: Buffer }).secret_sealed;
  }

  const add = (key: string, appId: string, ...more: string[]) =>
    ['account', 'add', key, '--app-id', appId, '--name', '小店', '--secret-file', '-'].concat(more);

  it('tells its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await run(['--version'])).toEqual({ code: 0, out: `lingpai ${version}\n`, err: '' });
  });

  it('ends with 64 and a suggestion when it does not understand', async () => {
    const { code, out, err } = await run(['acount', 'list']);
    expect({ code, out }).toEqual({ code: 64, out: '' });
    expect(err).toContain('Did you mean "account list"?');
  });

  it('ends with 78 and every fault when the configuration cannot be used, and shows no value', async () => {
    const { code, err } = await run(['migrate', '--json'], {
      PORT: 'CANARY',
      LOG_LEVEL: 'CANARY',
      SECRET_KEY: 'CANARY',
    });
    expect(code).toBe(78);
    const { error } = JSON.parse(err) as { error: { code: string; faults: { variable: string }[] } };
    expect(error.faults.map(({ variable }) => variable).sort()).toEqual(['LOG_LEVEL', 'PORT', 'SECRET_KEY']);
    expect(err).not.toContain('CANARY');
  });

  it('ends with 1 when the database is away, and says where it looked without the password', async () => {
    const { code, err } = await run(['migrate'], { DATABASE_URL: 'postgres://me:CANARY@127.0.0.1:1/x' });
    expect(code).toBe(1);
    expect(err).toContain('127.0.0.1:1/x');
    expect(err).not.toContain('CANARY');
  });

  it('migrates, tells the status, and takes the newest migration back', async () => {
    const on = { DATABASE_URL: empty.url };
    const before = JSON.parse((await run(['migrate', '--status', '--json'], on)).out);
    expect(before).toMatchObject({ applied: [], unknown: [] });
    const { applied } = JSON.parse((await run(['migrate', '--json'], on)).out);
    expect(applied).toEqual(before.pending);
    expect((await run(['migrate'], on)).out).toContain('is up to date');
    const { reverted } = JSON.parse((await run(['migrate', '--revert', '--json'], on)).out);
    expect(reverted).toBe(applied.at(-1));
    const after = JSON.parse((await run(['migrate', '--status', '--json'], on)).out);
    expect(after.pending).toEqual([reverted]);
  });

  it('shows TypeORM’s own command line the same migrations', async () => {
    const { applied } = JSON.parse((await run(['migrate', '--status', '--json'])).out);
    const { out } = await runTypeorm('migration:show');
    expect(applied.length).toBeGreaterThan(0);
    for (const name of applied) expect(out).toMatch(new RegExp(`\\[X\\] \\d* *${name}`));
  });

  it('adds an account with a secret from standard input, which is shown nowhere and stored sealed', async () => {
    const added = await run(add('shop', 'wx0000000000000001', '--json'), { input: `${SECRET}\n` });
    expect(added.code).toBe(0);
    expect(JSON.parse(added.out)).toMatchObject({ key: 'shop', kind: 'service', open_platform: 'default' });
    const listed = await run(['account', 'list']);
    expect(listed.out).toMatch(/shop +service +wx0000000000000001 +小店/);
    expect(added.out + added.err + listed.out).not.toContain('CANARY');
    expect((await sealed('shop')).includes('CANARY')).toBe(false);
  });

  it('refuses a second account with the same key, and faults of every option at once', async () => {
    const taken = await run(add('shop', 'wx0000000000000002', '--json'), { input: SECRET });
    expect(taken.code).toBe(1);
    expect(JSON.parse(taken.err).error.code).toBe('account.taken');
    const faulty = await run(add('Shop', 'wx1', '--kind', 'kiosk'), { input: SECRET });
    expect(faulty.code).toBe(64);
    for (const option of ['KEY', '--app-id', '--kind']) expect(faulty.err).toContain(option);
  });

  it('takes no secret from the command line', async () => {
    const { code, err } = await run(['account', 'add', 'x', '--app-secret', SECRET]);
    expect(code).toBe(64);
    expect(err).toContain('--secret-file');
    expect(err).not.toContain('CANARY');
  });

  it('replaces a secret', async () => {
    const before = await sealed('shop');
    writeFileSync(path.join(folder, 'secret'), 'another-secret-0123\n');
    const { code } = await run(['account', 'rotate-secret', 'shop', '--secret-file', 'secret']);
    expect(code).toBe(0);
    expect((await sealed('shop')).equals(before)).toBe(false);
    expect((await run(['account', 'rotate-secret', 'nobody', '--secret-file', 'secret'])).code).toBe(1);
  });

  it('sets how pushes come, shows none of the secrets, and keeps the AES key before', async () => {
    const [tokenFile, keyFile] = [path.join(folder, 'push.token'), path.join(folder, 'push.key')];
    writeFileSync(tokenFile, 'CANARYcanary01\n');
    writeFileSync(keyFile, `${'a'.repeat(43)}\n`);
    const push = ['account', 'push', 'shop', '--json'];
    expect(JSON.parse((await run(push)).out)).toMatchObject({ key: 'shop', token_set: false, mode: null });
    const files = ['--token-file', tokenFile, '--aes-key-file', keyFile];
    const set = await run([...push, '--mode', 'safe', '--original-id', 'gh_0123456789ab', ...files]);
    expect(set).toMatchObject({ code: 0 });
    writeFileSync(keyFile, 'b'.repeat(43));
    const again = JSON.parse((await run([...push, '--mode', 'safe', ...files])).out) as object;
    expect(again).toMatchObject({
      mode: 'safe',
      token_set: true,
      aes_keys: 2,
      original_id: 'gh_0123456789ab',
    });
    expect(set.out + JSON.stringify(again)).not.toMatch(/CANARY|aaaa|bbbb/);
    const wrong = await run([...push, '--mode', 'aes', '--token-file', tokenFile]);
    expect(wrong.code).toBe(64);
    expect((await run([...push, '--token-file', tokenFile])).code).toBe(64);
  });

  it('does not seal with a key that the server cannot have', async () => {
    const { code, err } = await run(add('second', 'wx0000000000000003'), {
      input: SECRET,
      SECRET_KEY: OTHER_KEY,
    });
    expect(code).toBe(78);
    expect(err).toContain('SECRET_KEY');
  });

  it('names the accounts there are where it was asked for another', async () => {
    const { code, err } = await run(['reply', 'list', '--account', 'shpo']);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^There is no account "shpo"\. Did you mean "shop"\? There are: shop\b/),
    ]);
  });

  it('keeps the verification file byte for byte', async () => {
    writeFileSync(path.join(folder, 'MP_verify_a1b2.txt'), 'a1b2');
    const { code, out } = await run(['account', 'verify-file', 'shop', 'MP_verify_a1b2.txt', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ key: 'shop', bytes: 4 });
    expect((await run(['account', 'verify-file', 'shop', 'secret'])).code).toBe(64);
  });

  it('examines an installation that is well, and one whose key is lost', async () => {
    const well = await run(['doctor', '--json'], { PORT: '0', SANDBOX_PORT: '0' });
    const { checks } = JSON.parse(well.out) as { checks: { id: string; status: string }[] };
    expect(checks.filter(({ status }) => status === 'fail')).toEqual([]);
    expect(well.code).toBe(0);
    const lost = await run(['doctor', '--json'], { PORT: '0', SANDBOX_PORT: '0', SECRET_KEY: OTHER_KEY });
    expect(lost.code).toBe(1);
    const failed = (JSON.parse(lost.out) as { checks: { id: string; status: string }[] }).checks.filter(
      ({ status }) => status === 'fail',
    );
    expect(failed.map(({ id }) => id)).toEqual(['secret_key']);
  });

  it('ends with 78 where the doctor finds a configuration that cannot be used', async () => {
    const { code, out } = await run(['doctor', '--json'], { PORT: 'x' });
    const { ok, checks } = JSON.parse(out) as { ok: boolean; checks: { id: string; evidence: string }[] };
    expect([code, ok]).toEqual([78, false]);
    expect(checks.find(({ id }) => id === 'configuration')?.evidence).toMatch(/^PORT: /);
    expect((await run(['doctor'], { PORT: 'x' })).code).toBe(78);
  });

  it('runs the embedded database itself when nobody does, and stops it again', async () => {
    // Postgres does not run as root: whoever it runs as must get in.
    chmodSync(folder, 0o711);
    const on = { DATABASE_URL: '', SECRET_KEY: '', DATA_DIR: path.join(folder, 'data') };
    const first = await run(['account', 'list', '--json'], on);
    expect({ code: first.code, out: first.out }).toEqual({ code: 0, out: '{"accounts":[]}\n' });
    expect(first.err).toMatch(
      /^No server has left its data here\. Making a new database: .*\(DATA_DIR says so\)/,
    );
    expect(existsSync(path.join(folder, 'data/postgres/PG_VERSION'))).toBe(true);
    expect(existsSync(path.join(folder, 'data/postgres/postmaster.pid'))).toBe(false);
    const second = await run(['migrate', '--status', '--json'], on);
    expect(JSON.parse(second.out)).toMatchObject({ pending: [], unknown: [] });
    expect(second.err).toBe('');
  });

  it('ends with 78 where the sandbox would run in production', async () => {
    const { code, err } = await run(['sandbox', '--port', '0'], { NODE_ENV: 'production' });
    expect([code, err]).toEqual([78, expect.stringContaining('NODE_ENV is production')]);
  });

  it('runs the sandbox alone, tells its environment, and ends cleanly at Ctrl-C', async () => {
    const child = start(['sandbox', '--port', '0', '--json'], {});
    const closed = once(child, 'close');
    const [line] = (await once(child.stdout!.setEncoding('utf8'), 'data')) as [string];
    const { url, inspector, environment } = JSON.parse(line.split('\n')[0]!) as {
      url: string;
      inspector: string;
      environment: Record<string, string>;
    };
    expect(inspector).toBe(`${url}/inspector`);
    expect(await (await fetch(inspector)).text()).toContain('<title>');
    expect(Object.keys(environment).filter((name) => !VARIABLES.includes(name))).toEqual([]);
    const { appid, secret } = {
      appid: environment['WECHAT_APP_ID']!,
      secret: environment['WECHAT_APP_SECRET']!,
    };
    const answer = await fetch(
      `${url}/sns/oauth2/access_token?appid=${appid}&secret=${secret}&code=none&grant_type=authorization_code`,
    );
    expect(answer.headers.get('x-lingpai-sandbox')).toBe('1');
    expect(await answer.json()).toMatchObject({ errcode: 40029 });
    child.kill('SIGINT');
    expect(await closed).toEqual([0, null]);
  });
});
