// Everything a scenario plays on: instances over one Postgres, each with its own cable to it and its own door to the
// upstream, and what is watched all the time.
import { spawnSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Pool } from 'pg';
import { accountMaker } from './accounts.mjs';
import { Instance } from './instance.mjs';
import { startPostgres } from './postgres.mjs';
import { Readers } from './readers.mjs';
import { snapshot } from './snapshot.mjs';
import { startTcpProxy } from './tcp-proxy.mjs';
import { startUpstream } from './upstream.mjs';
import { TokenRows } from './token-rows.mjs';
import { Watch } from './watch.mjs';

const SIGHT_BACK_MS = 5_000;
const SCOPES = 'token:read,token:refresh,ticket:read';

export class Stage {
  /** What must never be, and was, with the last thing known of it. */
  violations = new Map();
  #endings = [];
  #closing = null;
  #accounts = 0;
  #here = [];

  /** @param mutate changes the program before it is started */
  static async start({ instances = 4, dice, mutate, say = () => undefined }) {
    const stage = new Stage();
    Object.assign(stage, { dice, say });
    stage.#endOnSignals();
    try {
      await stage.#build(instances, mutate);
      return stage;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  /** Whoever interrupts leaves nothing running behind. */
  #endOnSignals() {
    const end = () => void this.close().finally(() => process.exit(130));
    for (const signal of ['SIGINT', 'SIGTERM']) {
      process.once(signal, end);
      this.#endings.push(() => process.off(signal, end));
    }
  }

  async #build(size, mutate) {
    this.folder = mkdtempSync(path.join(tmpdir(), 'lingpai-chaos-'));
    // Root lets an ordinary user run Postgres, who must get through.
    chmodSync(this.folder, 0o711);
    this.#endings.push(() => rmSync(this.folder, { recursive: true, force: true }));
    this.program = snapshot(path.join(this.folder, 'program'), mutate);

    mkdirSync(path.join(this.folder, 'data'), { mode: 0o711 });
    this.postgres = await startPostgres(this.program, path.join(this.folder, 'data'));
    this.#endings.push(() => this.postgres.stop());
    this.pool = new Pool({ connectionString: this.postgres.url, max: 4, connectionTimeoutMillis: 2_000 });
    this.pool.on('error', () => undefined);
    this.#endings.push(() => this.pool.end());

    this.upstream = await startUpstream({ doors: size });
    this.#endings.push(() => this.upstream.close());
    this.secretKey = randomBytes(32).toString('base64');
    this.#environment = {
      NODE_ENV: 'development',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
      SANDBOX: 'off',
      SECRET_KEY: this.secretKey,
      WECHAT_APP_ID: `wx${randomBytes(8).toString('hex')}`,
      WECHAT_APP_SECRET: randomBytes(16).toString('hex'),
    };
    this.cables = [];
    this.instances = [];
    for (let index = 0; index < size; index++) await this.#furnish(index);
    // The first one migrates; the others find the tables made.
    await this.instances[0].start();
    await Promise.all(this.instances.slice(1).map((instance) => instance.start()));

    this.apiKey = this.#makeApiKey();
    this.readers = new Readers(this);
    this.#maker = await accountMaker(this.program, this.secretKey, this.pool);
    this.rows = new TokenRows(this.pool, (account) => this.ledger(account));
    this.watch = new Watch(this);
    this.#endings.push(() => this.watch.stop());
    this.watch.start();
  }
  #environment;
  #maker;

  async #furnish(index) {
    const cable = await startTcpProxy(this.postgres.port);
    this.cables.push(cable);
    this.#endings.push(() => cable.close());
    const url = new URL(this.postgres.url);
    url.port = String(cable.port);
    const instance = new Instance({
      index,
      program: this.program,
      port: await quietPort(),
      folder: path.join(this.folder, `instance-${index}`),
      env: { ...this.#environment, DATABASE_URL: url.href, WECHAT_API_URL: this.upstream.url(index) },
      onLost: (which, how) => this.violate(`instance ${which} ended by itself`, `(${how})`),
    });
    if (this.#closing) throw new Error('interrupted');
    this.instances.push(instance);
    this.#endings.push(() => instance.close());
  }

  #makeApiKey() {
    const command = ['api-key', 'create', '--name', 'chaos', '--scope', SCOPES, '--json'];
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [path.join(this.program, 'bin/lingpai.js'), ...command],
      {
        cwd: this.folder,
        encoding: 'utf8',
        env: { PATH: process.env.PATH, ...this.#environment, DATABASE_URL: this.postgres.url },
      },
    );
    if (status !== 0) throw new Error(`lingpai api-key create failed:\n${stderr}${stdout}`);
    return JSON.parse(stdout).key;
  }

  /**
   * From now on these instances cannot hear of what the others do; the answer ends that, and gives them the time that
   * a query takes to be given up and the next look at the database to come.
   */
  blind(instances) {
    for (const instance of instances) instance.blindUntil = Infinity;
    return () => {
      for (const instance of instances) instance.blindUntil = performance.now() + SIGHT_BACK_MS;
    };
  }

  violate(what, detail = '') {
    this.violations.set(what, detail);
  }

  /** An account nobody has used yet; `identity` is its appid and secret, where they matter, `rules` are its upstream's numbers, `mint` makes its tokens. */
  async newAccount(settings) {
    const [account] = await this.newAccounts(1, settings);
    return account;
  }

  /** The instances know them after two seconds. */
  async newAccounts(count, { mode = 'stable', identity, rules, mint } = {}) {
    const keys = Array.from({ length: count }, () => `chaos-${++this.#accounts}`);
    const accounts = await this.#maker.add(keys, mode, identity);
    for (const { appId, secret } of accounts) this.upstream.account(appId, { secret, rules, mint });
    this.#here.push(...accounts);
    return accounts;
  }

  /** A new account with a token, known to every instance. */
  async withToken(settings) {
    const account = await this.newAccount(settings);
    await this.warm([account]);
    return account;
  }

  /** Fetches each account's first token and shows it to every instance; new accounts are known after two seconds. */
  async warm(accounts) {
    for (const instance of this.instances.filter(({ inRotation }) => inRotation)) {
      const known = () => this.readers.knows(instance, accounts.at(-1));
      await this.until(known, 15_000, `instance ${instance.index} to know of new accounts`);
      for (const account of accounts) {
        const { status, body, error } = await this.readers.read(account, instance);
        if (status !== 200)
          throw new Error(`no first token for ${account.key}: ${status} ${error ?? body?.detail}`);
      }
    }
  }

  /** As an operator who enters an AppSecret. */
  async enterSecret(account, secret) {
    await this.#maker.enterSecret(account, secret);
  }

  /** What the upstream knows of it. */
  ledger({ appId }) {
    return this.upstream.account(appId).ledger;
  }

  /** Looks again until `holds()` answers something true, which it returns. @throws after `withinMs` */
  async until(holds, withinMs, what, everyMs = 25) {
    const giveUpAt = performance.now() + withinMs;
    for (;;) {
      const seen = await holds();
      if (seen) return seen;
      if (performance.now() > giveUpAt) throw new Error(`waited ${withinMs} ms in vain for ${what}`);
      await pause(everyMs);
    }
  }

  /** The instance that began the newest call for a token of this account. */
  renewerOf({ appId }) {
    const call = this.upstream.fetches({ appId }).at(-1);
    return call && this.instances[call.door];
  }

  /** Everything well again, everybody up, and no account of the last scenario left. */
  async tidy() {
    this.upstream.heal();
    for (const cable of this.cables) {
      cable.heal();
      cable.release();
      await cable.open();
    }
    await this.postgres.start();
    await Promise.all(this.instances.filter(({ inRotation }) => !inRotation).map(revive));
    const gone = this.#here.splice(0);
    this.watch.forget(gone);
    await this.pool.query('DELETE FROM account WHERE id = ANY($1)', [gone.map(({ id }) => id)]);
  }

  /** Ends everything, the last first; whoever asks again waits for the same end. */
  close() {
    return (this.#closing ??= this.#end());
  }

  async #end() {
    for (let end = this.#endings.pop(); end; end = this.#endings.pop()) {
      try {
        await end();
      } catch (error) {
        this.say(`while closing: ${error.message}`);
      }
    }
  }
}

async function revive(instance) {
  if (instance.alive) {
    instance.resume({ join: false });
    await instance.ready();
  } else await instance.start();
}

export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A free port below those that systems hand out by themselves, so that nobody takes it meanwhile. */
export async function quietPort() {
  for (;;) {
    const port = randomInt(12_000, 30_000);
    const probe = createServer();
    const free = await new Promise((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
}
