import 'reflect-metadata';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { Controller, Get, Module, Post } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { Client } from 'pg';
import { request } from 'undici';
import { AppModule, type Surroundings } from '../../src/app.module.js';
import { setUp } from '../../src/app.setup.js';
import { retentionOf } from '../../src/config/retention.js';
import type { Caller } from '../../src/callers/caller.js';
import { CallerScope, CurrentCaller } from '../../src/callers/caller.decorators.js';
import { SystemClock } from '../../src/kernel/clock/system-clock.js';
import { FastExpressAdapter } from '../../src/kernel/http/fast-express.adapter.js';
import { PublicAddress } from '../../src/kernel/http/public-address.js';
import { SystemRandom } from '../../src/kernel/random/system-random.js';
import { anAccount, testKeys } from '../fakes/an-account.js';
import { Canaries, RecordingLog, type Seen } from '../support/canary.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

jest.setTimeout(60_000);

@Controller('api/probe/:account')
class ProbeController {
  @CallerScope('token:read')
  @Get()
  look(@CurrentCaller() caller: Caller): object {
    return { id: caller.id, name: caller.name };
  }

  @CallerScope('users:write')
  @Post()
  change(@CurrentCaller() caller: Caller): object {
    return { id: caller.id };
  }
}
@Module({ controllers: [ProbeController] })
class ProbeModule {}

interface Instance {
  readonly app: NestExpressApplication;
  readonly origin: string;
}
interface Answer {
  readonly status: number;
  readonly code?: string;
  readonly id?: string;
  readonly challenge: string | undefined;
}
interface Asking {
  readonly key?: string;
  readonly path?: string;
  readonly method?: 'GET' | 'POST';
  readonly from?: string;
}

const PUBLIC = 'http://localhost:3000';
const log = new RecordingLog();
const issued: string[] = [];
const answered: Seen[] = [];
let database: TestDatabase;
let instances: Instance[];

/** A server of several over the same database; its proxy is on this machine. */
async function startInstance(): Promise<Instance> {
  const address = new PublicAddress(PUBLIC);
  const surroundings: Surroundings = {
    clock: new SystemClock(),
    random: new SystemRandom(),
    log,
    keys: testKeys,
    address,
    database: { url: database.url, poolSize: 4 },
    returnRules: [],
    wechat: { apiUrl: 'http://127.0.0.1:1', openUrl: 'http://127.0.0.1:1' },
    sandboxUrl: null,
    packageRoot: process.cwd(),
    version: '0.0.0',
    followerSyncRate: 20,
    apiRateLimit: null,
    metricsToken: null,
    tombstonesFile: '/dev/null/erasures',
    jssdkUrl: null,
    retention: retentionOf([]),
    assetsFolder: 'web/visitor',
    consoleFolder: 'dist/console',
    mainIsConfigured: false,
  };
  const made = await Test.createTestingModule({
    imports: [AppModule.in(surroundings), ProbeModule],
  }).compile();
  const app = made.createNestApplication<NestExpressApplication>(new FastExpressAdapter(), {
    bodyParser: false,
    logger: false,
  });
  setUp(app, address, ['127.0.0.1']);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { app, origin: `http://127.0.0.1:${port}` };
}

async function lingpai(...parameters: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child: ChildProcess = spawn(process.execPath, [path.resolve('bin/lingpai.js'), ...parameters], {
    env: {
      PATH: process.env['PATH'],
      NODE_NO_WARNINGS: '1',
      DATABASE_URL: database.url,
      // Of the servers: what is done here stands in their record.
      SECRET_KEY: testKeys.current.bytes.toString('base64'),
    },
  });
  const [out, err] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'close')]);
  return { code: child.exitCode, out, err };
}

async function create(...options: string[]): Promise<{ id: string; key: string }> {
  const { code, out, err } = await lingpai('api-key', 'create', '--name', '报表', '--json', ...options);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const made = JSON.parse(out) as { id: string; key: string };
  expect(Object.keys(made)).toEqual(['id', 'key']);
  issued.push(made.key);
  return made;
}

async function ask(
  { origin }: Instance,
  { key, path = '/api/probe/main', method = 'GET', from }: Asking = {},
): Promise<Answer> {
  const answer = await request(`${origin}${path}`, {
    method,
    headers: {
      host: 'localhost:3000',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(from === undefined ? {} : { 'x-forwarded-for': from }),
    },
  });
  const body = await answer.body.text();
  const headers = JSON.stringify(answer.headers);
  answered.push({ where: `an answer of ${method} ${answer.statusCode}`, text: body + headers });
  const { code, id } = JSON.parse(body) as Partial<Answer>;
  const challenge = answer.headers['www-authenticate'] as string | undefined;
  return { status: answer.statusCode, code, id, challenge };
}

async function rows<T>(statement: string): Promise<T[]> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query(statement)).rows as T[];
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  database = await createTestDatabase();
  const { id, secretSealed } = anAccount();
  await rows(`INSERT INTO account (id, key, app_id, kind, name, secret_sealed)
    VALUES ('${id}', 'main', 'wx0123456789abcdef', 'service', 'main', '\\x${secretSealed.toString('hex')}'),
      ('22222222-2222-4222-8222-222222222222', 'shop', 'wxshop0000000001', 'service', 'shop', '\\x00')`);
  instances = [await startInstance(), await startInstance()];
});
afterAll(async () => {
  for (const { app } of instances) await app.close();
  await database.drop();
});

it('a key made on the command line is good at once on every running server', async () => {
  const { id, key } = await create('--scope', 'token:read');
  for (const instance of instances) expect(await ask(instance, { key })).toMatchObject({ status: 200, id });
  // And once more, out of memory.
  for (const instance of instances) expect(await ask(instance, { key })).toMatchObject({ status: 200, id });
});

it('a key revoked on the command line is dead on every running server within two seconds', async () => {
  const { id, key } = await create('--scope', 'token:read');
  for (const instance of instances) expect((await ask(instance, { key })).status).toBe(200);
  const { code, out } = await lingpai('api-key', 'revoke', key.slice(0, 8), '--json');
  expect(code).toBe(0);
  const revokedAt = Date.parse((JSON.parse(out) as { id: string; revoked_at: string }).revoked_at);
  for (const instance of instances) {
    while ((await ask(instance, { key })).status === 200) {
      expect(Date.now() - revokedAt).toBeLessThan(2_000);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await ask(instance, { key })).toMatchObject({ status: 401, code: 'caller.key_unknown' });
  }
  const { keys } = JSON.parse((await lingpai('api-key', 'list', '--all', '--json')).out) as {
    keys: { id: string; live: boolean }[];
  };
  expect(keys.find((each) => each.id === id)).toMatchObject({ live: false });
});

it('scope, account and network are kept apart, behind a proxy too', async () => {
  const [one, two] = instances as [Instance, Instance];
  const { key } = await create('--scope', 'token:read', '--account', 'shop', '--cidr', '203.0.113.0/24,::1');
  const shop = { key, path: '/api/probe/shop', from: '203.0.113.7' };
  expect((await ask(one, shop)).status).toBe(200);
  expect((await ask(two, { ...shop, from: '::ffff:203.0.113.7' })).status).toBe(200);
  expect(await ask(one, { ...shop, method: 'POST' })).toMatchObject({
    status: 403,
    code: 'caller.scope_missing',
    challenge: 'Bearer realm="lingpai", error="insufficient_scope", scope="users:write"',
  });
  expect(await ask(one, { ...shop, path: '/api/probe/main' })).toMatchObject({
    status: 403,
    code: 'caller.account_refused',
  });
  // What the client wrote before the proxy does not count.
  for (const from of ['198.51.100.1', '203.0.113.7, 198.51.100.1', 'nonsense'])
    expect(await ask(one, { ...shop, from })).toMatchObject({ status: 403, code: 'caller.network_refused' });
  expect((await ask(one, { key, path: '/api/probe/shop' })).code).toBe('caller.network_refused');
});

it('without a key, with a bad one, and with one in the address', async () => {
  const [one] = instances as [Instance, Instance];
  const { key } = await create('--scope', 'token:read');
  expect(await ask(one)).toMatchObject({
    status: 401,
    code: 'caller.key_missing',
    challenge: 'Bearer realm="lingpai"',
  });
  const mistyped = key.slice(0, -1) + (key.endsWith('0') ? '1' : '0');
  expect(await ask(one, { key: mistyped })).toMatchObject({
    status: 401,
    code: 'caller.key_malformed',
    challenge: 'Bearer realm="lingpai", error="invalid_token"',
  });
  expect(await ask(one, { key, path: `/api/probe/main?access_token=${key}` })).toMatchObject({
    status: 400,
    code: 'caller.key_in_url',
  });
});

it('thirty bad keys from one address are told to wait; a good one from there passes', async () => {
  const [, two] = instances as [Instance, Instance];
  const { key } = await create('--scope', 'token:read');
  const from = '198.51.100.30';
  const codes: (string | undefined)[] = [];
  for (let n = 0; n < 31; n++) codes.push((await ask(two, { key: `${key}x`, from })).code);
  expect(codes.slice(0, 30).every((code) => code === 'caller.key_malformed')).toBe(true);
  expect(codes[30]).toBe('caller.too_many_bad_keys');
  expect((await ask(two, { key, from })).status).toBe(200);
});

it('the command line says what it did not understand, and shows a list without keys', async () => {
  const wrong = await lingpai(
    'api-key',
    'create',
    '--name',
    'x',
    '--scope',
    'token:raed',
    '--cidr',
    '10.0.0.0/33',
  );
  expect(wrong.code).toBe(64);
  expect(wrong.err).toContain('Did you mean token:read?');
  expect(wrong.err).toContain('--cidr');
  const absent = await lingpai(
    'api-key',
    'create',
    '--name',
    'x',
    '--scope',
    'token:read',
    '--account',
    'nobody',
  );
  expect(absent.code).toBe(1);
  expect((await lingpai('api-key', 'revoke', 'lp_zzzzz')).code).toBe(1);
  const shown = await lingpai('api-key', 'create', '--name', 'x', '--scope', 'token:read');
  issued.push(shown.out.trim());
  expect(shown.out).toMatch(/^lp_[0-9A-Za-z]{38}\n$/);
  expect(shown.err).toContain('only time');
  const { out } = await lingpai('api-key', 'list');
  expect(out).toContain(issued.at(-1)!.slice(0, 8));
  answered.push({ where: 'api-key list', text: out }, { where: 'what create says beside', text: shown.err });
});

it('when the servers stop it is known which keys were used, and no key is anywhere', async () => {
  for (const { app } of instances.splice(0)) await app.close();
  const used = await rows<{ used: boolean }>(
    `SELECT last_used_at IS NOT NULL AS used FROM api_key ORDER BY created_at`,
  );
  expect(used.slice(0, 5).map((row) => row.used)).toEqual([true, true, true, false, true]);

  const canaries = new Canaries();
  for (const key of issued) canaries.addLasting('an API key', key.slice('lp_xxxxx'.length));
  expect(canaries.named('an API key')).toBeGreaterThan(issued.length);
  const kept: Seen[] = [];
  for (const { name } of await rows<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
  ))
    for (const row of await rows<{ text: string }>(`SELECT to_jsonb(t)::text AS text FROM "${name}" t`))
      kept.push({ where: `table ${name}`, text: row.text });
  expect(kept.some(({ where }) => where === 'table api_key')).toBe(true);
  const logged = log.lines.map((line) => ({ where: 'the log', text: line }));
  expect(logged.length).toBeGreaterThan(30);
  expect(canaries.findIn([...kept, ...logged, ...answered])).toEqual([]);
});
