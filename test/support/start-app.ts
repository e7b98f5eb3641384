import { randomBytes, randomInt } from 'node:crypto';
import type { Server } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Pool } from 'pg';
import { readConfig } from '../../src/config/config.js';
import { SANDBOX_ACCOUNT } from '../../src/sandbox/sandbox-account.js';
import { startSandbox } from '../../src/sandbox/start-sandbox.js';
import type { World } from '../../src/sandbox/world.js';
import { type RunningServer, start } from '../../src/start.js';
import { RecordingLog } from './canary.js';
import { leaksIn } from './canary-sweep.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';
import { Visitor, type VisitorSettings } from './visitor.js';
import { Network } from './visitor-network.js';

/** The folder of `package.json`. */
export const ROOT = rootAbove(process.cwd());

/** How a test wants its server, beyond a laptop's with nothing configured. */
export interface AppOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** What `NAME_FILE` and `WECHAT_VERIFY_FILE` find, by path. */
  readonly files?: Readonly<Record<string, Buffer>>;
}

/** The whole server with its sandbox in this process, over a database of its own. */
export class RunningApp {
  private constructor(
    readonly server: RunningServer,
    /** WeChat's state: journal, clock, faults, personas. */
    readonly world: World,
    readonly database: TestDatabase,
    readonly log: RecordingLog,
    readonly network: Network,
    readonly port: number,
    readonly secretKey: string,
    /** The server's data folder: what it keeps beside its database. */
    readonly dataDir: string,
    private readonly pool: Pool,
  ) {}

  /** Starts it on ports of its own choice. */
  static async start({ env = {}, files = {} }: AppOptions = {}): Promise<RunningApp> {
    const database = await createTestDatabase();
    const log = new RecordingLog();
    const secretKey = randomBytes(32).toString('base64');
    const dataDir = await mkdtemp(path.join(tmpdir(), 'lingpai-app-'));
    const settings = {
      PORT: String(await quietPort()),
      SANDBOX: 'on',
      SANDBOX_PORT: '0',
      DATABASE_URL: database.url,
      SECRET_KEY: secretKey,
      DATA_DIR: dataDir,
      ...env,
    };
    const config = readConfig(settings, (file) => files[file]!);
    const server = await start(config, ROOT, log, async () => startSandbox);
    const { port } = (server.app.getHttpServer() as Server).address() as AddressInfo;
    const sandbox = server.sandbox!;
    const host = new URL(server.publicUrl).hostname;
    sandbox.world.accounts.change('main', { callbackDomains: [...SANDBOX_ACCOUNT.callbackDomains, host] });
    sandbox.world.accounts.change('web', { callbackDomains: [...SANDBOX_ACCOUNT.callbackDomains, host] });
    const network = new Network({ [server.publicUrl]: port, [sandbox.url]: sandbox.port });
    const pool = new Pool({ connectionString: database.url, max: 4 });
    return new RunningApp(server, sandbox.world, database, log, network, port, secretKey, dataDir, pool);
  }

  /** Scheme, host and port that visitors use. */
  get origin(): string {
    return this.server.publicUrl;
  }

  /** A browser without cookies. */
  visitor(persona: string, settings: Partial<VisitorSettings> = {}): Visitor {
    return new Visitor({ origin: this.origin, network: this.network, persona, ...settings });
  }

  /** The rows of one statement on the server's database. */
  async rows<T extends object>(text: string, parameters: readonly unknown[] = []): Promise<T[]> {
    return (await this.pool.query<T>(text, [...parameters])).rows;
  }

  /** How many rows a table has. */
  async count(table: string): Promise<number> {
    const rows = await this.rows<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
    return rows[0]!.n;
  }

  /** The rows of every table, counted: equal before and after means that nothing was written. */
  async census(): Promise<Record<string, number>> {
    const census: Record<string, number> = {};
    for (const table of TABLES) census[table] = await this.count(table);
    return census;
  }

  /** Which secrets left the server since it started, in an answer, a log line or a row; empty when all is well. */
  leaks(): Promise<string[]> {
    const sandboxPush = this.world.accounts.get('main').push!;
    return leaksIn({
      lasting: {
        'the app secret': SANDBOX_ACCOUNT.secret,
        'the master key': this.secretKey,
        ...(this.server.setupUrl ? { 'the set-up token': new URL(this.server.setupUrl).hash.slice(1) } : {}),
        'the push token': sandboxPush.token,
        'the AES key': sandboxPush.aesKey!,
      },
      world: this.world,
      origin: this.origin,
      heard: this.network.heard,
      logs: this.log.lines,
      rows: (text) => this.rows(text),
    });
  }

  async stop(): Promise<void> {
    await this.network.close();
    await this.pool.end();
    await this.server.stop();
    await this.database.drop();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

/** Every table that a visitor's doings may change. */
export const TABLES = [
  'account',
  'person',
  'wechat_user',
  'user_nickname',
  'user_token',
  'login_attempt',
  'session',
  'api_key',
  'push_inbox',
  'following_event',
  'follower_sync',
  'login_link',
  'linked_openid',
  'erasure',
  'consent',
] as const;

/**
 * A port nobody listens on, below those that systems hand out by themselves: between asking and listening,
 * no connection of a neighbouring test can be given it.
 */
export async function quietPort(): Promise<number> {
  for (;;) {
    const port = randomInt(12_000, 30_000);
    const probe = createServer();
    const free = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

function rootAbove(folder: string): string {
  return existsSync(path.join(folder, 'package.json')) ? folder : rootAbove(path.dirname(folder));
}
