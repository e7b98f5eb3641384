import type { AccountsService } from '../accounts/accounts.service.js';
import type { Config } from '../config/config.js';
import { secretKeysIn } from '../config/secret-key.js';
import { FollowerSource } from '../followers/follower.source.js';
import { FollowerSyncRepository } from '../followers/follower-sync.repository.js';
import { FollowerSyncService } from '../followers/follower-sync.service.js';
import { ListedFollowersRepository } from '../followers/listed-followers.repository.js';
import { SyncRunner } from '../followers/sync-runner.js';
import { KeyRing } from '../kernel/crypto/key-ring.js';
import { Sealer } from '../kernel/crypto/sealer.js';
import { Log, type LogFields } from '../kernel/logging/log.js';
import { PersonMarks } from '../privacy/person-marks.js';
import { GlobalTokenCalls } from '../token/global-token-calls.js';
import { UserInfoRepository } from '../users/user-info.repository.js';
import { UserInfoService } from '../users/user-info.service.js';
import { Transport } from '../wechat/transport.js';
import { UserApi } from '../wechat/user/user-api.js';
import type { Workplace } from './command.js';
import { type Ground, sqlOn } from './database/change.js';
import { apiUrlOf, tokensOver } from './tokens-over.js';

/** Follower syncs as the server does them, over a database that a command opened. */
export interface OpenFollowers {
  readonly syncs: FollowerSyncService;
  readonly runner: SyncRunner;
  /** Lets go of the connections to WeChat. */
  close(): Promise<void>;
}

/** The runs alone: asking for one, and ending it. */
export function syncsOver(ground: Ground, config: Config, { random }: Workplace): FollowerSyncService {
  const keys = new KeyRing(config.secretKeys ?? secretKeysIn(config.dataDir, random));
  return new FollowerSyncService(new FollowerSyncRepository(sqlOn(ground), new Sealer(keys, random)), random);
}

/** The server's own services; a run begun here may be gone on with there, and the other way round. */
export function followersOver(
  ground: Ground,
  accounts: AccountsService,
  config: Config,
  workplace: Workplace,
  callsPerSecond = config.followerSyncRate,
): OpenFollowers {
  const { clock, random, log } = workplace;
  const sql = sqlOn(ground);
  const keys = new KeyRing(config.secretKeys ?? secretKeysIn(config.dataDir, random));
  const { tokens, close } = tokensOver(ground, accounts, config, workplace);
  const transport = new Transport({ baseUrl: apiUrlOf(config), clock });
  const wechat = new UserApi(transport);
  const calls = new GlobalTokenCalls(tokens);
  const runs = new FollowerSyncRepository(sql, new Sealer(keys, random));
  const rows = new UserInfoRepository(sql);
  const listed = new ListedFollowersRepository(sql, runs, rows, new PersonMarks(keys));
  const infos = new UserInfoService(calls, wechat, rows, clock);
  const source = new FollowerSource(calls, wechat, infos, { callsPerSecond }, clock);
  return {
    syncs: new FollowerSyncService(runs, random),
    runner: new SyncRunner(runs, listed, source, accounts, clock, new RunLog(log)),
    close: async () => {
      await transport.close();
      await close();
    },
  };
}

/** The log of a run that a command waits for: how it failed the command answers, once, and in the form it was asked for. */
class RunLog extends Log {
  constructor(private readonly log: Log) {
    super();
  }

  override debug(event: string, fields?: LogFields): void {
    this.log.debug(event, fields);
  }

  override info(event: string, fields?: LogFields): void {
    this.log.info(event, fields);
  }

  override warn(event: string, fields?: LogFields): void {
    this.log.warn(event, fields);
  }

  /** For whoever looks for the cause, with `LOG_LEVEL=debug`. */
  override error(event: string, fields?: LogFields): void {
    this.log.debug(event, fields);
  }
}
