import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.entity.js';
import { AuditService } from '../audit/audit.service.js';
import type { Sql } from '../database/sql.js';
import { Clock } from '../kernel/clock/clock.js';
import { ExportRepository, type HeldRow, type HeldRows } from './export.repository.js';
import { PersonMarks } from './person-marks.js';
import { strangerOf } from './person.js';
import { ExportsSpent } from './privacy.errors.js';

/** What one table holds on a person. */
export interface ExportedTable {
  readonly table: string;
  readonly about: string;
  readonly purpose: string;
  readonly kept: string;
  readonly rows: readonly HeldRow[];
  /** Names of columns that are held and not shown. */
  readonly heldNotShown: readonly string[];
}

/** Everything held on one person. */
export interface PersonExport {
  readonly account: string;
  readonly openid: string;
  readonly exportedAt: Date;
  /** The tables that hold something, and those alone. */
  readonly data: readonly ExportedTable[];
}

/** How often a visitor may be shown everything within an hour. */
const MOST_AN_HOUR = 5;

/** The right to know: everything that is held on one person. */
@Injectable()
export class ExportService {
  constructor(
    private readonly rows: ExportRepository,
    private readonly marks: PersonMarks,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /**
   * What the visitor themselves is shown, five times an hour, on all instances together: it is everything, and costs
   * the database accordingly. Null when nothing is held on them.
   * @throws ExportsSpent
   */
  async exportForVisitor(
    account: Account,
    { openid, userId }: { readonly openid: string; readonly userId: string },
  ): Promise<PersonExport | null> {
    await this.rows.ration({ accountId: account.id, openid, userId }, MOST_AN_HOUR, async (shown, sql) => {
      if (shown.times >= MOST_AN_HOUR) throw new ExportsSpent(Math.max(1, Math.ceil(shown.seconds)));
      await this.record(account, 'visitor', userId, sql);
    });
    const { tables } = await this.rows.everything(strangerOf(account, openid, this.marks.all(openid)));
    return tables.length === 0 ? null : this.told(account, openid, tables, 'every-account');
  }

  /**
   * Null when nothing is held on them. Secrets and tokens are named, never shown.
   * @param by who asks, for the record, such as `caller:reports`
   * @param reach whether they may know of the person's openids at other accounts
   */
  async exportOf(
    account: Account,
    openid: string,
    by: string,
    reach: 'every-account' | 'this-account' = 'every-account',
  ): Promise<PersonExport | null> {
    const stranger = strangerOf(account, openid, this.marks.all(openid));
    const { userId, tables } = await this.rows.everything(stranger);
    if (tables.length === 0) return null;
    await this.record(account, by, userId);
    return this.told(account, openid, tables, reach);
  }

  private record(account: Account, by: string, userId: string | null, sql?: Sql): Promise<void> {
    const target = userId ?? undefined;
    return this.audit.record({ actor: by, action: 'person.exported', target, account: account.key }, sql);
  }

  private told(
    account: Account,
    openid: string,
    tables: readonly HeldRows[],
    reach: 'every-account' | 'this-account',
  ): PersonExport {
    const data = tables.map(({ holding, rows }) => {
      const { table, about, purpose, kept, held, shown, also = {}, acrossAccounts = false } = holding;
      const told = { table, about, purpose, kept };
      if (!acrossAccounts || reach === 'every-account') return { ...told, rows, heldNotShown: held };
      return { ...told, rows: [], heldNotShown: [...shown, ...Object.keys(also), ...held] };
    });
    return { account: account.key, openid, exportedAt: this.clock.now(), data };
  }
}
