import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.entity.js';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../kernel/clock/clock.js';
import { ExportRepository, type HeldRow } from './export.repository.js';
import { PersonMarks } from './person-marks.js';
import { strangerOf } from './person.js';

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
    const target = userId ?? undefined;
    await this.audit.record({ actor: by, action: 'person.exported', target, account: account.key });
    const data = tables.map(({ holding, rows }) => {
      const { table, about, purpose, kept, held, shown, also = {}, acrossAccounts = false } = holding;
      const told = { table, about, purpose, kept };
      if (!acrossAccounts || reach === 'every-account') return { ...told, rows, heldNotShown: held };
      return { ...told, rows: [], heldNotShown: [...shown, ...Object.keys(also), ...held] };
    });
    return { account: account.key, openid, exportedAt: this.clock.now(), data };
  }
}
