import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { Pool } from 'pg';
import { SystemClock } from '../../src/kernel/clock/system-clock.js';
import { SilentLog } from '../../src/kernel/logging/log.js';
import { SystemRandom } from '../../src/kernel/random/system-random.js';
import type { SandboxAccount } from '../../src/sandbox/sandbox-account.js';
import { type RunningSandbox, startSandbox } from '../../src/sandbox/start-sandbox.js';
import { ServerProcess } from './server-process.js';
import { quietPort, ROOT } from './start-app.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';
import { Visitor, type VisitorSettings } from './visitor.js';
import { Network } from './visitor-network.js';

/** One process of a group, and the way to it. */
export interface Member {
  readonly port: number;
  readonly network: Network;
  process: ServerProcess;
}

/**
 * Several processes of the built server, set up as in production: one database, one key, one public address,
 * and a WeChat beside them that outlives each.
 */
export class ServerGroup {
  private constructor(
    /** The address visitors use, whichever process serves them. */
    readonly origin: string,
    readonly members: readonly Member[],
    readonly sandbox: RunningSandbox,
    readonly account: SandboxAccount,
    readonly database: TestDatabase,
    readonly secretKey: string,
    private readonly env: Readonly<Record<string, string>>,
    private readonly pool: Pool,
  ) {}

  static async start(size: number, env: Readonly<Record<string, string>> = {}): Promise<ServerGroup> {
    const database = await createTestDatabase();
    const account: SandboxAccount = {
      key: 'main',
      appId: `wx${randomBytes(8).toString('hex')}`,
      secret: randomBytes(16).toString('hex'),
      kind: 'service',
      name: '令牌书店',
      callbackDomains: ['localhost'],
      testAccount: true,
      openPlatform: 'bookshop',
    };
    const sandbox = await startSandbox({
      port: await quietPort(),
      log: new SilentLog(),
      clock: new SystemClock(),
      random: new SystemRandom(),
      webRoot: path.join(ROOT, 'web/phone'),
      accounts: [account],
    });
    const ports = await Promise.all(Array.from({ length: size }, quietPort));
    const origin = `http://localhost:${ports[0]}`;
    const secretKey = randomBytes(32).toString('base64');
    const shared = {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PUBLIC_URL: origin,
      ALLOW_PLAIN_HTTP: 'true',
      DATABASE_URL: database.url,
      SECRET_KEY: secretKey,
      SANDBOX: 'off',
      WECHAT_API_URL: sandbox.url,
      WECHAT_OPEN_URL: sandbox.url,
      WECHAT_APP_ID: account.appId,
      WECHAT_APP_SECRET: account.secret,
      LOG_LEVEL: 'debug',
      ...env,
    };
    const started = await Promise.allSettled(
      ports.map((port) => ServerProcess.start({ ...shared, PORT: String(port) })),
    );
    const processes = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const failed = started.find((one) => one.status === 'rejected');
    if (failed) {
      await Promise.all([...processes.map((process) => process.end('SIGKILL')), sandbox.close()]);
      throw failed.reason;
    }
    const members = processes.map((process, index) => ({
      port: ports[index]!,
      network: new Network({ [origin]: ports[index]!, [sandbox.url]: sandbox.port }),
      process,
    }));
    const pool = new Pool({ connectionString: database.url, max: 4 });
    return new ServerGroup(origin, members, sandbox, account, database, secretKey, shared, pool);
  }

  /** A browser without cookies whose requests this member serves. */
  visitor(persona: string, member: number, settings: Partial<VisitorSettings> = {}): Visitor {
    return new Visitor({ origin: this.origin, network: this.members[member]!.network, persona, ...settings });
  }

  /** The same browser, its cookies shared, now served by another member. */
  through(visitor: Visitor, member: number): Visitor {
    return visitor.fork({ jar: visitor.jar, network: this.members[member]!.network });
  }

  /** A new process in the place of one that has ended. */
  async startAgain(member: number): Promise<void> {
    const place = this.members[member]!;
    place.process = await ServerProcess.start({ ...this.env, PORT: String(place.port) });
  }

  /** The rows of one statement on the shared database. */
  async rows<T extends object>(text: string, parameters: readonly unknown[] = []): Promise<T[]> {
    return (await this.pool.query<T>(text, [...parameters])).rows;
  }

  async stop(): Promise<void> {
    for (const { network, process } of this.members) {
      await network.close();
      await process.end('SIGKILL');
    }
    await this.sandbox.close();
    await this.pool.end();
    await this.database.drop();
  }
}
