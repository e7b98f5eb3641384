import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { AuditRepository } from '../../src/audit/audit.repository.js';
import { AuditVerifier } from '../../src/audit/audit-verifier.js';
import { readArguments } from '../../src/cli/arguments.js';
import { COMMAND_RECORDS, type CommandRecords } from '../../src/cli/command-records.js';
import type { Command, Report, Workplace } from '../../src/cli/command.js';
import { inOneChange } from '../../src/cli/database/change.js';
import { CommandRecord } from '../../src/cli/record.js';
import { readConfig } from '../../src/config/config.js';
import { SystemClock } from '../../src/kernel/clock/system-clock.js';
import { KeyRing } from '../../src/kernel/crypto/key-ring.js';
import { SilentLog } from '../../src/kernel/logging/log.js';
import { SystemRandom } from '../../src/kernel/random/system-random.js';
import { Account } from '../../src/accounts/account.entity.js';
import { dataSourceOptions } from '../../src/database/connection.js';
import { Sql } from '../../src/database/sql.js';
import { entities, migrations } from '../../src/schema.js';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

jest.setTimeout(30_000);

const KEY = 'kKq0Jx7mSxq1y9y2nYb0m3m4v5w6x7z8A9B0C1D2E3E=';
const OTHER_KEY = 'QQq0Jx7mSxq1y9y2nYb0m3m4v5w6x7z8A9B0C1D2E3E=';
const listed: Readonly<Record<string, CommandRecords>> = COMMAND_RECORDS;

let database: TestDatabase;
let dataSource: DataSource;
let sql: Sql;
let wechat: Server;
let folder: string;
let env: Record<string, string>;
beforeAll(async () => {
  wechat = createServer((_request, response) =>
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ access_token: 'T'.repeat(120), expires_in: 7200 })),
  ).listen(0, '127.0.0.1');
  await once(wechat, 'listening');
  folder = mkdtempSync(path.join(tmpdir(), 'lingpai record '));
  writeFileSync(path.join(folder, 'MP_verify_abc.txt'), 'abc');
});
afterAll(() => {
  wechat.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  database = await createTestDatabase();
  dataSource = await new DataSource(
    dataSourceOptions(database.url, { poolSize: 3, entities, migrations, applicationName: 'lingpai-test' }),
  ).initialize();
  sql = new Sql(dataSource);
  env = {
    DATABASE_URL: database.url,
    DATA_DIR: path.join(folder, 'data'),
    SECRET_KEY: KEY,
    WECHAT_API_URL: `http://127.0.0.1:${(wechat.address() as AddressInfo).port}`,
    PORT: '1',
  };
});
afterEach(async () => {
  await dataSource.destroy();
  await database.drop();
});

function workplace(input = ''): Workplace {
  const typed = new PassThrough();
  typed.end(input);
  return {
    root: path.resolve('.'),
    from: folder,
    env,
    terminal: { input: typed, output: new PassThrough().resume(), errors: new PassThrough().resume() },
    clock: new SystemClock(),
    random: new SystemRandom(),
    log: new SilentLog(),
    user: 'alice',
    untilInterrupted: () => new Promise(() => undefined),
    config: () => readConfig(env, readFileSync),
  };
}

/** Runs `lingpai …`; `input` is piped in. */
async function lingpai(words: readonly string[], input = ''): Promise<Report> {
  const name = Object.keys(listed).find((one) => words.slice(0, one.split(' ').length).join(' ') === one)!;
  const folderOf = path.resolve('src/cli/commands');
  const exported = jest.requireActual<Record<string, Command>>(
    path.join(folderOf, `${name.replaceAll(' ', '-')}.command.ts`),
  );
  const command = Object.values(exported).find(({ run }) => run)!;
  return command.run(readArguments(words.slice(name.split(' ').length), command), workplace(input));
}

interface Line {
  readonly action: string;
  readonly actor: string;
  readonly target: string | null;
  readonly account: string | null;
  readonly detail: Record<string, unknown>;
}

const lines = (): Promise<Line[]> =>
  sql.rows('SELECT action, actor, target, account, detail FROM audit_log ORDER BY id');

/** What stands in every table but the record. */
async function everything(): Promise<string> {
  const tables = await sql.rows<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'audit_log' ORDER BY 1`,
  );
  const held: string[] = [];
  for (const { name } of tables) {
    const row = await sql.one<{ text: string | null }>(
      `SELECT string_agg(t::text, ';' ORDER BY t::text) AS text FROM "${name}" t`,
    );
    held.push(`${name}: ${row?.text ?? ''}`);
  }
  return held.join('\n');
}

const SECRET = 'a-secret-that-nobody-shall-read';
const addMain = () =>
  lingpai(
    ['account', 'add', 'main', '--app-id', 'wx0123456789abcdef', '--name', '小店', '--secret-file', '-'],
    SECRET,
  );

/** Every command as somebody runs it, after `account add`; what it reads back comes from runs before. */
const RUNS: Readonly<Record<string, (() => Promise<unknown>)[]>> = {
  doctor: [() => lingpai(['doctor'])],
  'account add': [
    () =>
      lingpai(
        ['account', 'add', 'shop', '--app-id', 'wxshop0000000001', '--name', 'S', '--secret-file', '-'],
        SECRET,
      ),
  ],
  'account list': [() => lingpai(['account', 'list'])],
  'account rotate-secret': [
    () => lingpai(['account', 'rotate-secret', 'main', '--secret-file', '-'], `${SECRET}2`),
  ],
  'account verify-file': [() => lingpai(['account', 'verify-file', 'main', 'MP_verify_abc.txt'])],
  'account js-domains': [() => lingpai(['account', 'js-domains', 'main', '--set', 'www.example.com'])],
  'account push': [
    () => lingpai(['account', 'push', 'main', '--mode', 'plain', '--token-file', '-'], 'pushtoken12'),
  ],
  'account login-account': [() => lingpai(['account', 'login-account', 'main', '--own'])],
  'api-key create': [() => lingpai(['api-key', 'create', '--name', 'x', '--scope', 'token:read'])],
  'api-key list': [() => lingpai(['api-key', 'list', '--all'])],
  'api-key revoke': [
    async () => {
      const { json } = await lingpai(['api-key', 'create', '--name', 'y', '--scope', 'users:read']);
      await lingpai(['api-key', 'revoke', (json as { id: string }).id]);
    },
  ],
  'operator add': [() => lingpai(['operator', 'add', '--name', 'bob'])],
  'operator list': [() => lingpai(['operator', 'list'])],
  'operator reset-password': [
    async () => {
      await lingpai(['operator', 'add', '--name', 'carol']);
      await lingpai(['operator', 'reset-password', '--name', 'carol', '--without-codes']);
    },
  ],
  'audit verify': [() => lingpai(['audit', 'verify'])],
  'reply add': [() => lingpai(['reply', 'add', '--on', 'follow', '--text', 'hi'])],
  'reply list': [() => lingpai(['reply', 'list'])],
  'reply remove': [
    async () => {
      const { json } = await lingpai(['reply', 'add', '--keyword', 'a', '--text', 'b']);
      await lingpai(['reply', 'remove', (json as { id: string }).id]);
    },
  ],
  'push list': [() => lingpai(['push', 'list'])],
  'push retry': [() => lingpai(['push', 'retry'])],
  'token show': [
    async () => {
      await lingpai(['token', 'refresh']);
      await lingpai(['token', 'show', '--reveal']);
    },
  ],
  'token refresh': [
    () => lingpai(['token', 'refresh', '--reveal']),
    () => lingpai(['token', 'refresh', '--force']),
  ],
  'follower-sync': [
    () => lingpai(['follower-sync', '--detach']),
    async () => {
      await sql.rows(`UPDATE follower_sync SET state = 'paused'`);
      await lingpai(['follower-sync', '--detach']);
    },
    () => lingpai(['follower-sync', '--cancel']),
  ],
  'privacy sweep': [() => lingpai(['privacy', 'sweep'])],
  'privacy marks export': [() => lingpai(['privacy', 'marks', 'export'])],
  'privacy marks import': [() => lingpai(['privacy', 'marks', 'import', '-'])],
};

const inDatabase = Object.entries(listed).filter(
  ([, records]) => records !== 'no database' && records !== 'its own table',
);

it('every command that works on the database is run here', () => {
  expect(Object.keys(RUNS).sort()).toEqual(inDatabase.map(([name]) => name).sort());
});

describe('a command', () => {
  it.each(inDatabase.filter(([, records]) => typeof records !== 'string'))(
    '%s leaves %j in the record, as done by whoever ran it',
    async (name, records) => {
      await addMain();
      const before = (await lines()).length;
      for (const run of RUNS[name]!) await run();
      const left = (await lines()).slice(before);
      expect(left.map(({ action }) => action)).toEqual(expect.arrayContaining([...records]));
      expect(new Set(left.map(({ actor }) => actor))).toEqual(new Set(['cli:alice']));
      expect(JSON.stringify(left)).not.toContain(SECRET);
      const keys = new KeyRing([Buffer.from(KEY, 'base64')]);
      expect((await new AuditVerifier(new AuditRepository(sql, keys)).verify()).fault).toBeNull();
    },
  );

  it.each(inDatabase.filter(([, records]) => records === 'reads only'))(
    '%s only reads: nothing is different afterwards',
    async (name) => {
      await addMain();
      await lingpai(['api-key', 'create', '--name', 'x', '--scope', 'token:read']);
      const before = [await everything(), await lines()];
      for (const run of RUNS[name]!) await run();
      expect([await everything(), await lines()]).toEqual(before);
    },
  );

  it.each([
    ['account js-domains', ['account', 'js-domains', 'main']],
    ['account push', ['account', 'push', 'main']],
    ['account login-account', ['account', 'login-account', 'main']],
    ['token show', ['token', 'show']],
  ])('%s only reads when nothing is to be set or shown', async (_name, words) => {
    await addMain();
    // The first look at a token makes its empty row.
    await lingpai(['token', 'show']);
    const before = [await everything(), await lines()];
    await lingpai(words);
    expect([await everything(), await lines()]).toEqual(before);
  });
});

describe('what it did', () => {
  it('is told with the details that the console tells', async () => {
    await addMain();
    await lingpai(['account', 'js-domains', 'main', '--set', 'a.example.com']);
    await lingpai(['account', 'js-domains', 'main', '--set', 'b.example.com']);
    const { json } = await lingpai(['api-key', 'create', '--name', 'x', '--scope', 'token:read']);
    expect(await lines()).toMatchObject([
      { action: 'account.added', account: 'main', detail: { app_id: 'wx0123456789abcdef', kind: 'service' } },
      { detail: { before: [], after: ['a.example.com'] } },
      { detail: { before: ['a.example.com'], after: ['b.example.com'] } },
      {
        action: 'caller.key_made',
        target: (json as { id: string }).id,
        account: null,
        detail: { name: 'x', scopes: ['token:read'], cidrs: [], days: null },
      },
    ]);
  });

  it('is not done when it cannot be recorded', async () => {
    await addMain();
    await sql.rows('ALTER TABLE audit_log ADD CONSTRAINT full_up CHECK (id < 2)');
    const before = [await everything(), await lines()];
    await expect(
      lingpai(['api-key', 'create', '--name', 'x', '--scope', 'token:read']),
    ).rejects.toMatchObject({ code: '23514' });
    await expect(
      lingpai(['account', 'rotate-secret', 'main', '--secret-file', '-'], 'another-secret'),
    ).rejects.toMatchObject({ code: '23514' });
    expect([await everything(), await lines()]).toEqual(before);
  });

  it('is not recorded when it was not done', async () => {
    await addMain();
    const again = lingpai(
      ['account', 'add', 'main', '--app-id', 'wxother000000001', '--name', 'S', '--secret-file', '-'],
      SECRET,
    );
    await expect(again).rejects.toMatchObject({ code: 'account.taken' });
    expect(await lines()).toHaveLength(1);
  });

  it('is recorded before WeChat is asked, so that a lost answer leaves a line, and again with how it ended', async () => {
    await addMain();
    env['WECHAT_API_URL'] = 'http://127.0.0.1:1';
    await expect(lingpai(['token', 'refresh', '--force'])).rejects.toThrow();
    expect((await lines()).slice(1)).toMatchObject([
      { action: 'token.forced', account: 'main', detail: { outcome: 'begun' } },
      { action: 'token.forced', account: 'main', detail: { outcome: 'failed', failure: expect.any(String) } },
    ]);
  });
});

it('an empty text clears the list of JS domains', async () => {
  await addMain();
  await lingpai(['account', 'js-domains', 'main', '--set', 'a.example.com']);
  const { json } = await lingpai(['account', 'js-domains', 'main', '--set', '']);
  expect(json).toEqual({ key: 'main', js_domains: [] });
  expect(await sql.rows('SELECT js_domains FROM account')).toEqual([{ js_domains: [] }]);
  expect((await lines()).at(-1)).toMatchObject({ detail: { before: ['a.example.com'], after: [] } });
});

describe('another SECRET_KEY than the server’s', () => {
  it('is refused before anything is done: its lines would prove nothing', async () => {
    await addMain();
    env['SECRET_KEY'] = OTHER_KEY;
    const before = [await everything(), await lines()];
    for (const words of [
      ['push', 'retry'],
      ['operator', 'add', '--name', 'bob'],
    ])
      await expect(lingpai(words)).rejects.toMatchObject({ faults: [{ variable: 'SECRET_KEY' }] });
    expect([await everything(), await lines()]).toEqual(before);
  });

  it('is recognised by the record where there is no account to try it on', async () => {
    await lingpai(['operator', 'add', '--name', 'bob']);
    env['SECRET_KEY'] = OTHER_KEY;
    await expect(lingpai(['push', 'retry'])).rejects.toMatchObject({ faults: [{ variable: 'SECRET_KEY' }] });
    // A key that was replaced stands behind the new one.
    env['SECRET_KEY'] = `${OTHER_KEY},${KEY}`;
    await lingpai(['push', 'retry']);
    expect((await lines()).map(({ action }) => action)).toEqual(['operator.added', 'push.retried']);
  });

  it('may be given on purpose where the old one is lost, to the command that mends it', async () => {
    await addMain();
    env['SECRET_KEY'] = OTHER_KEY;
    await lingpai(['account', 'rotate-secret', 'main', '--secret-file', '-'], 'another-secret');
    expect((await lines()).map(({ action }) => action)).toEqual(['account.added', 'account.secret_rotated']);
  });
});

describe('one change', () => {
  it('is kept whole, plain SQL and TypeORM’s repositories alike, or not at all', async () => {
    await addMain();
    const failing = inOneChange(dataSource, async (change) => {
      await change.getRepository(Account).update({ key: 'main' }, { name: 'Changed' });
      await change.sql.change(`UPDATE account SET kind = 'subscription'`);
      throw new Error('in the middle');
    });
    await expect(failing).rejects.toThrow('in the middle');
    expect(await sql.rows('SELECT name, kind FROM account')).toEqual([{ name: '小店', kind: 'service' }]);
    await inOneChange(dataSource, async (change) => {
      await change.getRepository(Account).update({ key: 'main' }, { name: 'Changed' });
      await change.sql.transaction((inner) => inner.change(`UPDATE account SET kind = 'subscription'`));
    });
    expect(await sql.rows('SELECT name, kind FROM account')).toEqual([
      { name: 'Changed', kind: 'subscription' },
    ]);
  });

  it('fails when somebody swallowed a failure in it, rather than undo everything silently', async () => {
    await addMain();
    const swallowed = inOneChange(dataSource, async ({ sql: within }) => {
      await within.change(`UPDATE account SET name = 'Changed'`);
      await within.change('UPDATE account SET kind = $1', ['nonsense']).catch(() => undefined);
    });
    await expect(swallowed).rejects.toMatchObject({ code: '25P02' });
    expect(await sql.rows('SELECT name FROM account')).toEqual([{ name: '小店' }]);
  });
});

it('a record opened on the database notes outside of any change as well', async () => {
  await addMain();
  const record = await CommandRecord.open(dataSource, readConfig(env, readFileSync), workplace());
  await record.note({ action: 'token.revealed', account: 'main', detail: { version: 3 } });
  expect((await lines()).at(-1)).toMatchObject({ actor: 'cli:alice', detail: { version: 3 } });
});
