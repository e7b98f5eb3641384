import type { Config } from '../../config/config.js';
import { type ConfigFault, ConfigurationError } from '../../config/config-fault.js';
import { existingDataFolder } from '../../database/embedded/data-folder.js';
import { AppError } from '../../kernel/errors/app-error.js';
import { accountsOver } from '../accounts-over.js';
import type { Workplace } from '../command.js';
import { withDatabase } from '../database/open-database.js';
import { type Check, fail, skip } from './check.js';
import { checkConfiguration } from './configuration.check.js';
import { checkMigrations, checkServer } from './database.check.js';
import { askHealthByHttp, checkListener } from './listener.check.js';
import { reachByTcp } from './network.js';
import { checkNodeVersion } from './node-version.check.js';
import { askAddressByHttp, checkPushes } from './push.check.js';
import { checkPublicUrl } from './public-url.check.js';
import { checkSandbox } from './sandbox.check.js';
import { checkSecretKeySource, checkSeals } from './secret-key.check.js';
import { checkWechat } from './wechat.check.js';

/** Looks at everything, in the order in which it must be right; changes nothing. */
export async function examine(workplace: Workplace, nodeVersion: string): Promise<Check[]> {
  const node = checkNodeVersion(nodeVersion);
  const read = readOrFaults(workplace);
  const configuration = checkConfiguration(workplace.env, read.faults);
  if (!read.config) {
    const rest = skip('database', 'the rest is looked at once the configuration can be used');
    return [node, ...configuration, rest];
  }
  const { config } = read;
  return [
    node,
    ...configuration,
    await checkListener(config, reachByTcp, askHealthByHttp),
    ...(await examineDatabase(workplace, config)),
    checkPublicUrl(config),
    await checkWechat(config, reachByTcp),
    await checkSandbox(config, reachByTcp),
  ];
}

function readOrFaults(workplace: Workplace): {
  config: Config | null;
  faults: readonly ConfigFault[];
} {
  try {
    return { config: workplace.config(), faults: [] };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { config: null, faults: error.faults };
  }
}

async function examineDatabase(workplace: Workplace, config: Config): Promise<Check[]> {
  const key = checkSecretKeySource(config);
  if (!config.databaseUrl && !existingDataFolder(config.dataDir))
    return [skip('database', `none yet; the first start makes one in ${config.dataDir}`), key];
  try {
    return await withDatabase(workplace, config, async ({ dataSource, place }) => {
      const server = await checkServer(dataSource, place, workplace.clock);
      const migrations = await checkMigrations(dataSource, config.production);
      const readable = migrations.status === 'ok' && key.status !== 'skip';
      if (!readable) return [...server, migrations, key];
      const accounts = accountsOver(dataSource, config, workplace);
      const closed = await checkSeals(accounts);
      if (closed) return [...server, migrations, closed];
      return [...server, migrations, key, await checkPushes(config, accounts, askAddressByHttp, workplace)];
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const remedy = config.databaseUrl
      ? 'Is it running, and are host, port, name and password in DATABASE_URL right?'
      : 'See docs/operating.md, "The embedded database".';
    return [fail('database', error.message, remedy), key];
  }
}
