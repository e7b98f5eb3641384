import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import { redact } from '../kernel/logging/redact.js';
import { AuditRepository } from './audit.repository.js';

/** What somebody did, as the rooms tell it. */
export interface AuditNews {
  /** Who: `operator:alice`, `caller:reports`, `cli:root` (the operating system's name), `system`, `nobody`. */
  readonly actor: string;
  /** What: `account.secret_rotated`. */
  readonly action: string;
  /** To what; a person by `wechat_user.id`, never by openid. */
  readonly target?: string;
  /** Key of the account it concerns. */
  readonly account?: string;
  /** The network address that it came from. */
  readonly address?: string;
  /** More, in short: what was before and what is now. Never a secret, a token or an openid. */
  readonly detail?: Record<string, unknown>;
}

/** An openid by its shape: `o` and 27 more characters. */
const OPENID = /\bo[\w-]{27}(?![\w-])/g;
const MOST_CHARACTERS = 200;

/** The record of who did what: only ever added to. */
@Injectable()
export class AuditService {
  constructor(private readonly rows: AuditRepository) {}

  /**
   * Adds one line. Within a transaction, `sql`, it is kept if that commits; without one, at once. What looks like a
   * secret or an openid is left out of it all the same.
   * @throws DatabaseUnavailable
   */
  async record(entry: AuditNews, sql?: Sql): Promise<void> {
    const { actor, action, target = null, account = null, address = null, detail = {} } = entry;
    await this.rows.append(
      {
        actor: short(actor),
        action,
        target: target === null ? null : short(target),
        account,
        address,
        detail: plain(redact(detail)) as Record<string, unknown>,
      },
      sql,
    );
  }
}

/** As JSON has it, and without what Postgres cannot hold or nobody may read here. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, inner: unknown) =>
    typeof inner === 'string' ? nameless(inner) : inner,
  );
}

function nameless(text: string): string {
  return text.replaceAll('\u0000', '').replaceAll(OPENID, '[openid]');
}

function short(text: string): string {
  const safe = nameless(text);
  return safe.length > MOST_CHARACTERS ? `${safe.slice(0, MOST_CHARACTERS)}…` : safe;
}
