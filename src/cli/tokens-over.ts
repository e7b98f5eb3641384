import type { AccountsService } from '../accounts/accounts.service.js';
import type { Config } from '../config/config.js';
import { secretKeysIn } from '../config/secret-key.js';
import { KeyRing } from '../kernel/crypto/key-ring.js';
import { Sealer } from '../kernel/crypto/sealer.js';
import { SilentLog } from '../kernel/logging/log.js';
import { SilentMeter } from '../kernel/metering/meter.js';
import { CredentialMemory } from '../token/credential-memory.js';
import { CredentialRepository } from '../token/credential.repository.js';
import { GlobalTokenService } from '../token/global-token.service.js';
import { GlobalTokenSource } from '../token/global-token.source.js';
import { Instance } from '../token/instance.js';
import { RenewalService } from '../token/renewal.service.js';
import { RenewalWitness } from '../token/renewal-witness.js';
import { TokenHistoryRepository } from '../token/token-history.repository.js';
import { TokenApi } from '../wechat/token/token-api.js';
import { Transport } from '../wechat/transport.js';
import type { Workplace } from './command.js';
import { type Ground, sqlOn } from './database/change.js';

const WECHATS_OWN = 'https://api.weixin.qq.com';

/** The global tokens as the server keeps them, over a database that a command opened. */
export interface OpenTokens {
  readonly rows: CredentialRepository;
  readonly history: TokenHistoryRepository;
  readonly tokens: GlobalTokenService;
  /** Lets go of the connections to WeChat. */
  close(): Promise<void>;
}

/** The server's own services: what one of them renews here, running servers hand out within a second. */
export function tokensOver(
  ground: Ground,
  accounts: AccountsService,
  config: Config,
  { clock, random }: Workplace,
): OpenTokens {
  const sql = sqlOn(ground);
  const keys = new KeyRing(config.secretKeys ?? secretKeysIn(config.dataDir, random));
  const rows = new CredentialRepository(sql, new Sealer(keys, random), keys);
  const transport = new Transport({ baseUrl: apiUrlOf(config), clock });
  const memory = new CredentialMemory(rows, clock);
  const witness = new RenewalWitness(new Instance(`cli/${process.pid}`), new SilentLog(), new SilentMeter());
  const source = new GlobalTokenSource(new TokenApi(transport), accounts, rows, clock);
  const renewals = new RenewalService(rows, memory, accounts, witness, clock, random);
  return {
    rows,
    history: new TokenHistoryRepository(sql),
    tokens: new GlobalTokenService(source, memory, renewals, rows, witness, clock),
    close: () => transport.close(),
  };
}

/** Where WeChat is for a command: the sandbox of a server that has one, or WeChat itself. */
export function apiUrlOf({ wechat, sandbox }: Config): string {
  return wechat.apiUrl ?? (sandbox ? `http://127.0.0.1:${sandbox.port}` : WECHATS_OWN);
}
