import path from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DataSource } from 'typeorm';
import { AccountMismatch } from './accounts/account.errors.js';
import { AccountsService, type MainAccount } from './accounts/accounts.service.js';
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
import { portToUse } from './kernel/http/port.js';
import { PublicAddress } from './kernel/http/public-address.js';
import { NestLog } from './kernel/logging/nest-log.js';
import type { Log } from './kernel/logging/log.js';
import { versionIn } from './openapi/package-version.js';
import { SystemRandom } from './kernel/random/system-random.js';
import { ReplyRulesService } from './replies/reply-rules.service.js';
import { SANDBOX_ACCOUNT, SANDBOX_SUBSCRIPTION } from './sandbox/sandbox-account.js';
import { sandboxAccounts, sandboxPush } from './sandbox-accounts.js';
import { ensureSandboxSubscription } from './sandbox-subscription.js';
import type { RunningSandbox, startSandbox as StartSandbox } from './sandbox/start-sandbox.js';
import { FirstOperator } from './operators/first-operator.js';
import { onceDatabaseAnswers, type RunningStep, type Step } from './once-database-answers.js';
import { entities, migrations } from './schema.js';

/** A server that answers. */
export interface RunningServer {
  /** The address that visitors use. */
  readonly publicUrl: string;
  readonly databaseUrl: string;
  /** Where the first operator is made, good once and for 30 minutes: a secret. Null when there is one. */
  readonly setupUrl: string | null;
  /** The same where the database answered, or was migrated, only after the start; null when that is not so. */
  readonly laterSetupUrl: Promise<string | null>;
  readonly sandbox: RunningSandbox | null;
  /** Where the embedded Postgres keeps its data; null on an external one. */
  readonly dataFolder: string | null;
  readonly app: NestExpressApplication;
  /** Ends everything that was started, in reverse. */
  stop(): Promise<void>;
}

const DRAIN_MS = 5_000;
const WECHAT = { apiUrl: 'https://api.weixin.qq.com', openUrl: 'https://open.weixin.qq.com' };

/**
 * From a configuration to a server that answers: database, sandbox, migrations, rooms, listener. What was
 * started is stopped again when a later step fails.
 * @param root the folder of `package.json`, under which `web/` lies
 * @param loadSandbox called when one is wanted: a server without it does not even load its code
 */
export async function start(
  config: Config,
  root: string,
  log: Log,
  loadSandbox: () => Promise<typeof StartSandbox>,
): Promise<RunningServer> {
  const clock = new SystemClock();
  const random = new SystemRandom();
  const endings: (() => Promise<unknown>)[] = [];
  let stopped: Promise<void> | null = null;
  const stop = () =>
    (stopped ??= (async () => {
      for (const end of endings.splice(0).reverse()) {
        try {
          await end();
        } catch (error) {
          log.error('stop.step_failed', { error });
        }
      }
    })());
  try {
    const keys = new KeyRing(config.secretKeys ?? secretKeysIn(config.dataDir, random));
    const port = await portToUse(config.http.port, config.http.host);
    const address = new PublicAddress(config.http.publicUrl ?? `http://localhost:${port}`);

    const embedded = config.databaseUrl
      ? null
      : await startEmbeddedPostgres({ dataDir: config.dataDir, log, clock });
    if (embedded) endings.push(() => embedded.stop());
    const databaseUrl = config.databaseUrl ?? embedded!.url;
    if (!config.production) await migrateNow(databaseUrl, log);

    const sandbox = config.sandbox
      ? await loadSandbox().then((startSandbox) =>
          startSandbox({
            port: config.sandbox!.port,
            log,
            clock,
            random,
            webRoot: path.join(root, 'web/phone'),
            appUrl: `${address.origin}/me`,
            accounts: sandboxAccounts(keys, address.origin, config.wechat.main?.push ?? null),
          }),
        )
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
      sandboxUrl: sandbox?.url ?? sandboxElsewhere(config),
      packageRoot: root,
      version: versionIn(root),
      metricsToken: config.metricsToken,
      followerSyncRate: config.followerSyncRate,
      apiRateLimit: config.apiRateLimit,
      tombstonesFile: path.join(config.dataDir, 'erasures'),
      jssdkUrl: config.jssdkUrl,
      retention: config.retention,
      assetsFolder: path.join(root, 'web/visitor'),
      consoleFolder: path.join(root, 'dist/console'),
      mainIsConfigured: config.wechat.main !== null,
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
    endings.push(() => close(app));
    setUp(app, address, config.http.trustedProxies);
    const main = await ensureMain(app, config, sandbox, log);
    endings.push(async () => main.giveUp());
    if (sandbox) {
      const desk = {
        accounts: app.get(AccountsService),
        rules: app.get(ReplyRulesService, { strict: false }),
      };
      await ensureSandboxSubscription(desk, sandboxPush(keys, SANDBOX_SUBSCRIPTION.key));
    }
    const first = await ensureOperator(app, config, log);
    endings.push(async () => first.giveUp());
    const setupUrlOf = (token: string | null | undefined): string | null =>
      token ? `${address.origin}/admin/setup#${token}` : null;
    await app.listen(port, config.http.host);
    return {
      setupUrl: setupUrlOf(first.now),
      laterSetupUrl: first.later.then(setupUrlOf),
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

/** Whoever is being answered is answered; after five seconds whoever still holds a connection loses it. */
async function close(app: NestExpressApplication): Promise<void> {
  const patience = setTimeout(() => app.getHttpServer().closeAllConnections(), DRAIN_MS);
  await app.close();
  clearTimeout(patience);
}

async function migrateNow(url: string, log: Log): Promise<void> {
  const dataSource = new DataSource(
    dataSourceOptions(url, { entities, migrations, poolSize: 2, applicationName: 'lingpai-migrate' }),
  );
  await migrate(dataSource, log);
}

/** Writes the configured account, if there is one; in production a database that is away, or not migrated yet, is waited for. */
function ensureMain(
  app: NestExpressApplication,
  config: Config,
  sandbox: RunningSandbox | null,
  log: Log,
): Promise<RunningStep<void>> {
  const main = mainAccount(config, sandbox);
  const step: Step<void> = {
    event: 'start.account_waits',
    work: async () => {
      if (main) await app.get(AccountsService).ensureMain(main);
    },
    isFinal: (error) => error instanceof AccountMismatch || !config.production,
  };
  return onceDatabaseAnswers(step, log);
}

/**
 * Sees to the operator `admin`, or answers the token of the link that makes the first one; null when there is one already.
 * In production it waits as the account does.
 */
function ensureOperator(
  app: NestExpressApplication,
  config: Config,
  log: Log,
): Promise<RunningStep<string | null>> {
  const first = app.get(FirstOperator);
  const step: Step<string | null> = {
    event: 'start.operator_waits',
    work: async () => {
      if (config.adminPassword !== null) await first.ensureConfigured(config.adminPassword);
      return first.invite();
    },
    isFinal: () => !config.production,
  };
  return onceDatabaseAnswers(step, log);
}

function mainAccount(config: Config, sandbox: RunningSandbox | null): MainAccount | null {
  const { main } = config.wechat;
  const played = sandbox?.world.accounts.get(SANDBOX_ACCOUNT.key).push ?? null;
  const push = played === null ? undefined : { ...played, aesKey: played.aesKey ?? undefined };
  if (main) {
    const isPlayed = main.appId === SANDBOX_ACCOUNT.appId;
    return {
      ...main,
      name: main.name ?? '公众号',
      push: main.push ?? (isPlayed ? push : undefined),
    };
  }
  if (!sandbox) return null;
  const { appId, secret, name, openPlatform } = SANDBOX_ACCOUNT;
  return { appId, appSecret: secret, kind: 'service', name, openPlatform, verifyFile: null, push };
}

/** A sandbox that runs alone (`lingpai sandbox`) and that `WECHAT_OPEN_URL` points to: on this machine, and never in production. */
function sandboxElsewhere({ production, wechat: { openUrl } }: Config): string | null {
  const host = openUrl === null ? '' : new URL(openUrl).hostname;
  return !production && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host) ? openUrl : null;
}
