import { randomBytes, randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { Agent, request } from 'undici';
import { startTcpProxy, type TcpProxy } from '../../chaos/tcp-proxy.mjs';
import type { TokenFamily, TokenLedger } from '../../chaos/token-ledger.mjs';
import { startUpstream, type Upstream } from '../../chaos/upstream.mjs';
import { digestOf, makeApiKey, prefixOf } from '../../src/callers/api-key.js';
import { KeyRing } from '../../src/kernel/crypto/key-ring.js';
import { Sealer } from '../../src/kernel/crypto/sealer.js';
import { SystemRandom } from '../../src/kernel/random/system-random.js';
import { ServerProcess } from '../support/server-process.js';
import { quietPort } from '../support/start-app.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

/** Far beyond what anything here takes on a machine of its own. */
const PATIENCE_MS = 20_000;
const SCOPES = ['token:read', 'token:refresh', 'ticket:read'];

/** An official account that only these tests know. */
export interface TestAccount {
  readonly id: string;
  readonly key: string;
  readonly appId: string;
  readonly secret: string;
  readonly mode: TokenFamily;
}

/** An answer of the REST interface. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: {
    readonly access_token: string;
    readonly expires_in: number;
    readonly version: number;
    readonly refreshed?: boolean;
    readonly ticket?: string;
    readonly code?: string;
    readonly detail?: string;
  };
}

/** The row of an account's token, its spans by the database's clock. */
export interface TokenRow {
  readonly version: number;
  readonly failures: number;
  readonly failure: string | null;
  readonly waitSeconds: number | null;
}

/**
 * Several processes of the built server over one database; each has a cable to Postgres that can be cut, and a door of
 * its own to the upstream, so that the upstream's journal tells which process asked.
 */
export class TokenServers {
  private readonly agent = new Agent({ connections: 512, keepAliveTimeout: 1_000 });

  private constructor(
    readonly upstream: Upstream,
    readonly cables: readonly TcpProxy[],
    readonly processes: ServerProcess[],
    private readonly ports: readonly number[],
    private readonly environments: readonly (Record<string, string> & { PORT: string })[],
    private readonly database: TestDatabase,
    private readonly pool: Pool,
    private readonly sealer: Sealer,
    private readonly apiKey: string,
    private readonly unused: TestAccount[],
  ) {}

  /** @param accounts how many, of each family; made before anybody starts, so that nobody waits to hear of them */
  static async start(size: number, accounts: Record<TokenFamily, number>): Promise<TokenServers> {
    const database = await createTestDatabase();
    const postgres = new URL(database.url);
    const upstream = await startUpstream({ doors: size });
    const ports = await Promise.all(Array.from({ length: size }, quietPort));
    const cables = await Promise.all(ports.map(() => startTcpProxy(Number(postgres.port))));
    const secretKey = randomBytes(32);
    const shared = {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PUBLIC_URL: `http://localhost:${ports[0]}`,
      ALLOW_PLAIN_HTTP: 'true',
      SECRET_KEY: secretKey.toString('base64'),
      SANDBOX: 'off',
      WECHAT_APP_ID: `wx${randomBytes(8).toString('hex')}`,
      WECHAT_APP_SECRET: randomBytes(16).toString('hex'),
      LOG_LEVEL: 'info',
    };
    const environments = ports.map((port, index) => {
      const url = new URL(database.url);
      url.port = String(cables[index]!.port);
      return {
        ...shared,
        DATABASE_URL: url.href,
        WECHAT_API_URL: upstream.url(index),
        WECHAT_OPEN_URL: upstream.url(index),
        PORT: String(port),
      };
    });
    const pool = new Pool({ connectionString: database.url, max: 4 });
    const sealer = new Sealer(new KeyRing([secretKey]), new SystemRandom());
    const made = await addAccounts(pool, sealer, accounts);
    for (const { appId, secret } of made) upstream.account(appId, { secret });
    const apiKey = await addApiKey(pool);
    const started = await Promise.allSettled(environments.map((env) => ServerProcess.start(env)));
    const processes = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const failed = started.find((one) => one.status === 'rejected');
    const servers = new TokenServers(
      upstream,
      cables,
      processes,
      ports,
      environments,
      database,
      pool,
      sealer,
      apiKey,
      made,
    );
    if (!failed) return servers;
    await servers.stop();
    throw failed.reason;
  }

  get size(): number {
    return this.processes.length;
  }

  /** An account nobody has used, known to every process. */
  anAccount(mode: TokenFamily = 'stable'): TestAccount {
    const [account] = this.someAccounts(1, mode);
    return account!;
  }

  someAccounts(count: number, mode: TokenFamily = 'stable'): TestAccount[] {
    const unused = this.unused.filter((account) => account.mode === mode).slice(0, count);
    if (unused.length < count) throw new Error('too few accounts were made at the start');
    for (const account of unused) this.unused.splice(this.unused.indexOf(account), 1);
    return unused;
  }

  /** An account with a token that every process has. */
  async anAccountWithToken(mode: TokenFamily = 'stable'): Promise<TestAccount> {
    const account = this.anAccount(mode);
    await this.everyProcessHas(account, 1);
    return account;
  }

  /** Resolves once every process gives this version. */
  async everyProcessHas(account: TestAccount, version: number): Promise<void> {
    for (let process = 0; process < this.size; process++) {
      let last: Answer | null = null;
      const has = async () => (last = await this.read(process, account)).body.version === version;
      await this.until(has).catch(() => expect(last).toMatchObject({ status: 200, body: { version } }));
    }
  }

  read(process: number, { key }: TestAccount): Promise<Answer> {
    return this.ask(process, 'GET', `/api/v1/accounts/${key}/token`);
  }

  readTicket(process: number, { key }: TestAccount): Promise<Answer> {
    return this.ask(process, 'GET', `/api/v1/accounts/${key}/jsapi-ticket`);
  }

  report(process: number, { key }: TestAccount, failed: object): Promise<Answer> {
    return this.ask(process, 'POST', `/api/v1/accounts/${key}/token/refresh`, failed);
  }

  /** `count` of something at once, in turns over all processes. */
  together<T>(count: number, what: (process: number, index: number) => Promise<T>): Promise<T[]> {
    return Promise.all(Array.from({ length: count }, (_, index) => what(index % this.size, index)));
  }

  ledgerOf({ appId }: TestAccount): TokenLedger {
    return this.upstream.account(appId).ledger;
  }

  /** Lets time pass for an account, at WeChat and in the database; processes notice when they look next. */
  async age(account: TestAccount, seconds: number): Promise<void> {
    const back = (columns: readonly string[]) =>
      columns.map((column) => `${column} = ${column} - $2 * interval '1 second'`).join(', ');
    await this.pool.query(
      `WITH past AS (UPDATE token_history SET ${back(['at'])} WHERE account_id = $1)
       UPDATE global_token SET ${back(['fetched_at', 'expires_at', 'refresh_after', 'previous_until', 'next_attempt_at'])}
       WHERE account_id = $1`,
      [account.id, seconds],
    );
    this.ledgerOf(account).age(seconds);
  }

  /** Its time for renewal has come; five minutes are left at WeChat. */
  async makeDue(account: TestAccount): Promise<void> {
    await this.age(account, this.ledgerOf(account).remaining(account.mode)! - 230);
  }

  /**
   * Brings the tokens to their end without anybody renewing them by the schedule; resolves when every process knows that
   * they have ended.
   */
  async end(accounts: readonly TestAccount[]): Promise<void> {
    const left = 1.5;
    for (const account of accounts) {
      await this.query(`UPDATE global_token SET refresh_after = 'infinity' WHERE account_id = $1`, account);
      await this.age(account, this.ledgerOf(account).remaining(account.mode)! - left);
    }
    const noticed = async (process: number, account: TestAccount) =>
      (await this.read(process, account)).body.expires_in <= left;
    await Promise.all(
      accounts.flatMap((account) =>
        this.processes.map((_, process) => this.until(() => noticed(process, account))),
      ),
    );
    await this.until(() => accounts.every((account) => this.ledgerOf(account).remaining(account.mode)! <= 0));
  }

  async rowOf(account: TestAccount): Promise<TokenRow> {
    const [row] = await this.query<TokenRow>(
      `SELECT version::float8 AS version, failures, failure,
         extract(epoch FROM next_attempt_at - clock_timestamp())::float8 AS "waitSeconds"
       FROM global_token WHERE account_id = $1`,
      account,
    );
    return row!;
  }

  historyOf(account: TestAccount): Promise<{ event: string; cause: string | null }[]> {
    return this.query('SELECT event, cause FROM token_history WHERE account_id = $1 ORDER BY id', account);
  }

  async enterSecret({ id }: TestAccount, secret: string): Promise<void> {
    const sealed = sealedSecret(this.sealer, id, secret);
    await this.pool.query('UPDATE account SET secret_sealed = $2 WHERE id = $1', [id, sealed]);
  }

  /** Looks again until it holds. @throws after twenty seconds */
  async until(holds: () => boolean | Promise<boolean>): Promise<void> {
    const giveUpAt = performance.now() + PATIENCE_MS;
    while (!(await holds())) {
      if (performance.now() > giveUpAt) throw new Error(`waited in vain: ${String(holds)}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async startAgain(process: number): Promise<void> {
    this.processes[process] = await ServerProcess.start(this.environments[process]!);
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.end('SIGKILL')));
    await this.agent.destroy();
    for (const cable of this.cables) await cable.close();
    await this.upstream.close();
    await this.pool.end();
    await this.database.drop();
  }

  /** Every process serves the one public address, whatever its own is. */
  private get asVisitorsCallIt(): { host: string } {
    return { host: `localhost:${this.ports[0]}` };
  }

  private async query<T extends object>(text: string, { id }: TestAccount): Promise<T[]> {
    return (await this.pool.query<T>(text, [id])).rows;
  }

  private async ask(process: number, method: 'GET' | 'POST', where: string, body?: object): Promise<Answer> {
    const answer = await request(`http://127.0.0.1:${this.ports[process]}${where}`, {
      method,
      dispatcher: this.agent,
      headers: {
        ...this.asVisitorsCallIt,
        authorization: `Bearer ${this.apiKey}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      body: body ? JSON.stringify(body) : null,
    });
    const { statusCode: status, headers } = answer;
    return { status, headers, body: (await answer.body.json()) as Answer['body'] };
  }
}

/** A key for all accounts. */
async function addApiKey(pool: Pool): Promise<string> {
  const key = makeApiKey(new SystemRandom());
  await pool.query(
    `INSERT INTO api_key (id, name, prefix, key_hash, scopes) VALUES ($1, 'tests', $2, decode($3, 'hex'), $4)`,
    [randomUUID(), prefixOf(key), digestOf(key), SCOPES],
  );
  return key;
}

async function addAccounts(
  pool: Pool,
  sealer: Sealer,
  counts: Record<TokenFamily, number>,
): Promise<TestAccount[]> {
  const modes = (['stable', 'classic'] as const).flatMap((mode) =>
    Array.from({ length: counts[mode] }, () => mode),
  );
  const accounts = modes.map((mode, index) => ({
    id: randomUUID(),
    key: `account-${index + 1}`,
    appId: `wx${randomBytes(8).toString('hex')}`,
    secret: randomBytes(16).toString('hex'),
    mode,
  }));
  for (const { id, key, appId, secret, mode } of accounts)
    await pool.query(
      `INSERT INTO account (id, key, app_id, kind, name, secret_sealed, token_mode)
       VALUES ($1, $2, $3, 'service', $2, $4, $5)`,
      [id, key, appId, sealedSecret(sealer, id, secret), mode],
    );
  return accounts;
}

function sealedSecret(sealer: Sealer, id: string, secret: string): Buffer {
  return sealer.seal(secret, { table: 'account', column: 'secret_sealed', row: id });
}
