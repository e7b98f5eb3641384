import type { DataSource } from 'typeorm';
import { AuditRepository } from '../audit/audit.repository.js';
import { AuditService } from '../audit/audit.service.js';
import type { Config } from '../config/config.js';
import { ConfigurationError } from '../config/config-fault.js';
import { secretKeysIn } from '../config/secret-key.js';
import { KeyRing } from '../kernel/crypto/key-ring.js';
import { AppError } from '../kernel/errors/app-error.js';
import { accountsOver, refuseForeignKey } from './accounts-over.js';
import type { CommandAction } from './command-records.js';
import type { Workplace } from './command.js';
import { type Change, type Ground, inOneChange, sqlOn } from './database/change.js';

/** What a command did, as the record keeps it. */
export interface Deed {
  readonly action: CommandAction;
  readonly target?: string;
  /** Key of the account it concerns. */
  readonly account?: string;
  readonly detail?: Record<string, unknown>;
}

/** Notes a deed; within a change it is kept with it, or not at all. */
export type Note = (deed: Deed) => Promise<void>;

/** The record of who did what, for a command on a database that it opened. */
export class CommandRecord {
  private constructor(
    private readonly dataSource: DataSource,
    private readonly keys: KeyRing,
    private readonly actor: string,
  ) {}

  /**
   * @param keyMayBeNew the command is what one runs when `SECRET_KEY` is lost
   * @throws ConfigurationError when `SECRET_KEY` is another one than the server's: our lines would prove nothing
   */
  static async open(
    dataSource: DataSource,
    config: Config,
    workplace: Workplace,
    { keyMayBeNew = false } = {},
  ): Promise<CommandRecord> {
    const keys = new KeyRing(config.secretKeys ?? secretKeysIn(config.dataDir, workplace.random));
    if (!keyMayBeNew) {
      const accounts = accountsOver(dataSource, config, workplace);
      await refuseForeignKey(accounts);
      // Where there is no secret to try the key on, the line before ours tells.
      if ((await accounts.all()).length === 0) await refuseForeignRecord(dataSource, keys);
    }
    return new CommandRecord(dataSource, keys, `cli:${workplace.user}`);
  }

  /** Runs `work` in one transaction with the lines that it notes. */
  change<T>(work: (change: Change, note: Note) => Promise<T>): Promise<T> {
    return inOneChange(this.dataSource, (change) => work(change, (deed) => this.write(deed, change)));
  }

  /**
   * Notes what is no one transaction's work, such as a call to WeChat or a long run: before it, so that none is without a
   * line, whatever happens on the way, and how it ended.
   */
  async attempt<T>(deed: Deed, work: () => Promise<{ answer: T; detail: Deed['detail'] }>): Promise<T> {
    await this.note({ ...deed, detail: { ...deed.detail, outcome: 'begun' } });
    try {
      const { answer, detail } = await work();
      await this.note({ ...deed, detail: { ...deed.detail, ...detail } });
      return answer;
    } catch (error) {
      const failure = error instanceof AppError ? error.code : 'internal.unexpected';
      const detail = { ...deed.detail, outcome: 'failed', failure };
      await this.note({ ...deed, detail }).catch(() => undefined);
      throw error;
    }
  }

  /** Notes what is about to leave the house, and changes nothing. */
  note(deed: Deed): Promise<void> {
    return this.write(deed, this.dataSource);
  }

  private async write(deed: Deed, ground: Ground): Promise<void> {
    const sql = sqlOn(ground);
    const audit = new AuditService(new AuditRepository(sql, this.keys));
    await audit.record({ actor: this.actor, ...deed }, ground === this.dataSource ? undefined : sql);
  }
}

/** @throws ConfigurationError when the last line was proved with a key that we do not have */
async function refuseForeignRecord(dataSource: DataSource, keys: KeyRing): Promise<void> {
  const last = await sqlOn(dataSource).one<{ keyId: string }>(
    'SELECT key_id AS "keyId" FROM audit_log ORDER BY id DESC LIMIT 1',
  );
  if (last === null || keys.find(last.keyId)) return;
  const message = 'is not the one that the record of changes is kept with; use the key that the server uses';
  throw new ConfigurationError([{ variable: 'SECRET_KEY', message }]);
}
