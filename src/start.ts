import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DataSource } from 'typeorm';
import { AccountsService } from './accounts/accounts.service.js';
import { AppModule } from './app.module.js';
import { setUp } from './app.setup.js';
import type { Config } from './config/config.js';
import { secretKeysIn } from './config/secret-key.js';
import { dataSourceOptions } from './database/connection.js';
import { startEmbeddedPostgres } from './database/embedded/embedded-postgres.js';
import { migrate } from './database/migrate.js';
import { SystemClock } from './kernel/clock/system-clock.js';
import { KeyRing } from './kernel/crypto/key-ring.js';
import { FastExpressAdapter } from './kernel/http/fast-express.adapter.js';
import { PublicAddress } from './kernel/http/public-address.js';
import { NestLog } from './kernel/logging/nest-log.js';
import type { Log } from './kernel/logging/log.js';
import { SystemRandom } from './kernel/random/system-random.js';
import { SANDBOX_ACCOUNT } from './sandbox/sandbox-account.js';
import { type RunningSandbox, startSandbox } from './sandbox/start-sandbox.js';
import { entities, migrations } from './schema.js';

/** A server that answers. */
export interface RunningServer {
  /** The address that visitors use. */
  readonly publicUrl: string;
  readonly databaseUrl: string;
  readonly sandbox: RunningSandbox | null;
  /** Where the embedded Postgres keeps its data; null on an external one. */
  readonly dataFolder: string | null;
  readonly app: NestExpressApplication;
  /** Ends everything that was started, in reverse. */
  stop(): Promise<void>;
}

const WECHAT = { apiUrl: 'https://api.weixin.qq.com', openUrl: 'https://open.weixin.qq.com' };

/**
 * From a configuration to a server that answers: database, sandbox, migrations, rooms, listener. What was
 * started is stopped again when a later step fails.
 * @param root the folder of `package.json`, under which `web/` lies
 */
export async function start(config: Config, root: string, log: Log): Promise<RunningServer> {
  const clock = new SystemClock();
  const random = new SystemRandom();
  const endings: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    const keys = new KeyRing(config.secretKeys ?? secretKeysIn(config.dataDir, random));
    const port = config.http.port === 0 ? await freePort(config.http.host) : config.http.port;
    const address = new PublicAddress(config.http.publicUrl ?? `http://localhost:${port}`);

    const embedded = config.databaseUrl
      ? null
      : await startEmbeddedPostgres({ dataDir: config.dataDir, log, clock });
    if (embedded) endings.push(() => embedded.stop());
    const databaseUrl = config.databaseUrl ?? embedded!.url;
    if (!config.production) await migrateNow(databaseUrl, log);

    const sandbox = config.sandbox
      ? await startSandbox({
          port: config.sandbox.port,
          log,
          clock,
          random,
          webRoot: path.join(root, 'web/phone'),
          appUrl: `${address.origin}/me`,
        })
      : null;
    if (sandbox) endings.push(() => sandbox.close());

    const surroundings = {
      clock,
      random,
      log,
      keys,
      address,
      database: { url: databaseUrl, poolSize: config.databasePoolSize },
      returnRules: config.returnRules,
      wechat: {
        apiUrl: config.wechat.apiUrl ?? sandbox?.url ?? WECHAT.apiUrl,
        openUrl: config.wechat.openUrl ?? sandbox?.url ?? WECHAT.openUrl,
      },
      sandboxUrl: sandbox?.url ?? null,
      assetsFolder: path.join(root, 'web/visitor'),
    };
    const app = await NestFactory.create<NestExpressApplication>(
      AppModule.in(surroundings),
      new FastExpressAdapter(),
      {
        bodyParser: false,
        abortOnError: false,
        logger: new NestLog(log),
      },
    );
    endings.push(() => app.close());
    setUp(app, address, config.http.trustedProxies);
    await ensureMain(app, config, sandbox);
    await app.listen(port, config.http.host);
    return {
      publicUrl: address.origin,
      databaseUrl,
      sandbox,
      dataFolder: embedded?.dataFolder ?? null,
      app,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function migrateNow(url: string, log: Log): Promise<void> {
  const dataSource = new DataSource(
    dataSourceOptions(url, { entities, migrations, poolSize: 2, applicationName: 'lingpai migrate' }),
  );
  await migrate(dataSource, log);
}

async function ensureMain(
  app: NestExpressApplication,
  config: Config,
  sandbox: RunningSandbox | null,
): Promise<void> {
  const { main } = config.wechat;
  const accounts = app.get(AccountsService);
  if (main) return accounts.ensureMain({ ...main, name: main.name ?? '公众号' });
  if (!sandbox) return;
  const { appId, secret, name, openPlatform } = SANDBOX_ACCOUNT;
  await accounts.ensureMain({
    appId,
    appSecret: secret,
    kind: 'service',
    name,
    openPlatform,
    verifyFile: null,
  });
}

/** For `PORT=0`: the address must be known before the first room opens. */
function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, host, () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
