import path from 'node:path';
import { envSchema, type Env, FILE_VARIABLES } from './env.schema.js';
import { type ConfigFault, ConfigurationError } from './config-fault.js';
import { productionFaults } from './production.js';
import type { RetentionDays } from './retention.js';
import { type ReturnRule, readReturnRule } from './return-rule.js';

/** Everything the environment decides, read once at start. */
export interface Config {
  readonly production: boolean;
  readonly http: {
    readonly port: number;
    readonly host: string;
    /** Null until the port is known, when neither `PUBLIC_URL` nor a fixed `PORT` was given. */
    readonly publicUrl: string | null;
    readonly trustedProxies: readonly string[];
  };
  /** Null: the embedded database. */
  readonly databaseUrl: string | null;
  readonly databasePoolSize: number;
  /** An absolute path. */
  readonly dataDir: string;
  /** Null: generated into the data folder. */
  readonly secretKeys: readonly Buffer[] | null;
  readonly wechat: {
    /** The account `main`; null: none configured, the sandbox's if that runs. */
    readonly main: {
      readonly appId: string;
      readonly appSecret: string;
      readonly name: string | null;
      readonly kind: 'service' | 'subscription' | 'website';
      readonly tokenMode: 'stable' | 'classic';
      readonly verifyFile: { readonly name: string; readonly body: Buffer } | null;
      /** How its pushes come; null: as the database has it. */
      readonly push: {
        readonly mode: 'plain' | 'compat' | 'safe';
        readonly token: string;
        readonly aesKey?: string;
      } | null;
    } | null;
    /** Null: WeChat's own, or the sandbox's if that runs. */
    readonly apiUrl: string | null;
    readonly openUrl: string | null;
  };
  readonly sandbox: { readonly port: number } | null;
  /** Where a sandbox that runs alone listens, whether the server wants one or not. */
  readonly sandboxPort: number;
  readonly returnRules: readonly ReturnRule[];
  /** Where pages load WeChat's JS-SDK from; null: the sandbox's while that runs, else from nowhere. */
  readonly jssdkUrl: string | null;
  /** For how many days things are kept; null: until they are erased. */
  readonly retention: RetentionDays;
  /** Calls to WeChat a second while followers are read; 0: as fast as they are answered. */
  readonly followerSyncRate: number;
  /** Requests a minute that one API key may make of an instance; null: as many as it likes. */
  readonly apiRateLimit: number | null;
  /** Password of the operator `admin`; null: none configured. */
  readonly adminPassword: string | null;
  /** Null: `/metrics` answers to this machine alone. */
  readonly metricsToken: string | null;
  readonly log: { readonly level: Env['LOG_LEVEL']; readonly format: 'json' | 'readable' };
}

/**
 * Reads the environment: the only place that does. `readFile` fetches what `NAME_FILE` points to.
 * @throws ConfigurationError naming every fault at once.
 */
export function readConfig(env: NodeJS.ProcessEnv, readFile: (path: string) => Buffer): Config {
  const faults: ConfigFault[] = [];
  const given = withFiles(env, readFile, faults);
  const values = parse(given, faults);
  // What could not be read is not missing as well.
  const told = new Set(faults.map((fault) => fault.variable.replace(/_FILE$/, '')));
  const returnRules = readReturnRules(values.RETURN_URLS, faults);
  const more: ConfigFault[] = [];
  if (Boolean(values.WECHAT_APP_ID) !== Boolean(values.WECHAT_APP_SECRET)) {
    const missing = values.WECHAT_APP_ID ? 'WECHAT_APP_SECRET' : 'WECHAT_APP_ID';
    more.push({ variable: missing, message: 'WECHAT_APP_ID and WECHAT_APP_SECRET go together' });
  }
  more.push(...pushFaults(values));
  const verifyFile = readVerifyFile(values, readFile, faults);
  more.push(...productionFaults(values, given));
  faults.push(...more.filter((fault) => !told.has(fault.variable)));
  if (faults.length > 0) throw new ConfigurationError(unique(faults));
  return assemble(values, returnRules, verifyFile);
}

/** Reads each variable; one that cannot be read is told and then left out, so that the others are looked at too. */
function parse(given: Record<string, string>, faults: ConfigFault[]): Env {
  const parsed = envSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const readable = { ...given };
  for (const issue of parsed.error.issues) {
    const variable = String(issue.path[0]);
    faults.push({ variable, message: issue.message });
    delete readable[variable];
  }
  return envSchema.parse(readable);
}

function readReturnRules(entries: readonly string[], faults: ConfigFault[]): ReturnRule[] {
  return entries.flatMap((entry, at) => {
    const rule = readReturnRule(entry);
    if (!rule)
      faults.push({
        variable: 'RETURN_URLS',
        message: `entry ${at + 1} is not an origin or origin and path`,
      });
    return rule ? [rule] : [];
  });
}

function withFiles(
  env: NodeJS.ProcessEnv,
  readFile: (path: string) => Buffer,
  faults: ConfigFault[],
): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(env))
    if (value !== undefined && value.trim() !== '') given[name] = value;
  for (const name of FILE_VARIABLES) {
    const file = given[`${name}_FILE`];
    if (file === undefined) continue;
    if (given[name] !== undefined) {
      faults.push({ variable: name, message: `given twice, here and in ${name}_FILE` });
      continue;
    }
    try {
      given[name] = readFile(file).toString('utf8').trim();
    } catch {
      faults.push({ variable: `${name}_FILE`, message: 'the file cannot be read' });
    }
  }
  return given;
}

function readVerifyFile(
  values: Env,
  readFile: (path: string) => Buffer,
  faults: ConfigFault[],
): { name: string; body: Buffer } | null {
  if (!values.WECHAT_VERIFY_FILE) return null;
  try {
    const body = readFile(values.WECHAT_VERIFY_FILE);
    if (body.length > 1024)
      faults.push({ variable: 'WECHAT_VERIFY_FILE', message: "larger than 1 KiB: not WeChat's file" });
    return { name: path.basename(values.WECHAT_VERIFY_FILE), body };
  } catch {
    faults.push({ variable: 'WECHAT_VERIFY_FILE', message: 'the file cannot be read' });
    return null;
  }
}

/** A mode that encrypts wants a key. */
function pushFaults({ WECHAT_PUSH_TOKEN, WECHAT_ENCODING_AES_KEY, WECHAT_PUSH_MODE }: Env): ConfigFault[] {
  if (!WECHAT_PUSH_TOKEN || WECHAT_PUSH_MODE === 'plain' || WECHAT_ENCODING_AES_KEY) return [];
  const message = `missing: WECHAT_PUSH_MODE ${WECHAT_PUSH_MODE} encrypts with it`;
  return [{ variable: 'WECHAT_ENCODING_AES_KEY', message }];
}

function pushOf({ WECHAT_PUSH_TOKEN: token, WECHAT_ENCODING_AES_KEY: aesKey, WECHAT_PUSH_MODE: mode }: Env) {
  return token === undefined ? null : { mode, token, aesKey };
}

function assemble(
  values: Env,
  returnRules: readonly ReturnRule[],
  verifyFile: { name: string; body: Buffer } | null,
): Config {
  const production = values.NODE_ENV === 'production';
  const sandbox = values.SANDBOX === 'on' || (values.SANDBOX === 'auto' && !values.WECHAT_APP_ID);
  return {
    production,
    http: {
      port: values.PORT,
      host: values.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'),
      publicUrl: values.PUBLIC_URL ?? (values.PORT === 0 ? null : `http://localhost:${values.PORT}`),
      trustedProxies: values.TRUSTED_PROXIES,
    },
    databaseUrl: values.DATABASE_URL ?? null,
    databasePoolSize: values.DATABASE_POOL_SIZE,
    dataDir: path.resolve(values.DATA_DIR),
    secretKeys: values.SECRET_KEY ?? null,
    wechat: {
      main:
        values.WECHAT_APP_ID && values.WECHAT_APP_SECRET
          ? {
              appId: values.WECHAT_APP_ID,
              appSecret: values.WECHAT_APP_SECRET,
              name: values.WECHAT_ACCOUNT_NAME ?? null,
              kind: values.WECHAT_ACCOUNT_KIND,
              tokenMode: values.WECHAT_TOKEN_MODE,
              verifyFile,
              push: pushOf(values),
            }
          : null,
      apiUrl: values.WECHAT_API_URL ?? null,
      openUrl: values.WECHAT_OPEN_URL ?? null,
    },
    sandbox: sandbox ? { port: values.SANDBOX_PORT } : null,
    sandboxPort: values.SANDBOX_PORT,
    returnRules,
    jssdkUrl: values.JSSDK_URL ?? null,
    retention: values.RETENTION_DAYS,
    followerSyncRate: values.FOLLOWER_SYNC_RATE,
    apiRateLimit: values.API_RATE_LIMIT,
    adminPassword: values.ADMIN_PASSWORD ?? null,
    metricsToken: values.METRICS_TOKEN ?? null,
    log: { level: values.LOG_LEVEL, format: production ? 'json' : 'readable' },
  };
}

function unique(faults: readonly ConfigFault[]): ConfigFault[] {
  return [...new Map(faults.map((fault) => [`${fault.variable}: ${fault.message}`, fault])).values()];
}
