import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { Sql } from '../database/sql.js';
import { sha256 } from '../kernel/crypto/digest.js';
import { Random } from '../kernel/random/random.js';
import { OperatorRepository } from './operator.repository.js';
import { OperatorsService } from './operators.service.js';
import { OperatorTaken, SetupGone } from './operators.errors.js';
import { Passwords } from './passwords.js';

/** What the operator that `ADMIN_PASSWORD` speaks of is called. */
export const CONFIGURED_NAME = 'admin';

const FORM = /^lf_[0-9A-Za-z]{32}$/;
const TOKEN_LENGTH = 32;
/** Only one link makes the first operator, however many are out. Unlike any other lock's number. */
const ONE_FIRST = 7_307_199_303;

/** How the first operator comes about: by the configuration, or by a link that is printed once. */
@Injectable()
export class FirstOperator {
  constructor(
    private readonly sql: Sql,
    private readonly rows: OperatorRepository,
    private readonly operators: OperatorsService,
    private readonly passwords: Passwords,
    private readonly random: Random,
    private readonly audit: AuditService,
  ) {}

  /** Sees to it that `admin` has the configured password; one that has it already keeps role and sessions. */
  async ensureConfigured(password: string): Promise<void> {
    const held = await this.rows.findByName(CONFIGURED_NAME);
    if (held) {
      if (await this.passwords.match(held.passwordHash, password)) return;
      await this.operators.setPassword(held, password);
      await this.audit.record({ actor: 'system', action: 'operator.password_configured', target: held.name });
      return;
    }
    try {
      await this.operators.add({ name: CONFIGURED_NAME, role: 'owner', password });
    } catch (error) {
      // Another instance, started at the same moment, was first.
      if (error instanceof OperatorTaken) return;
      throw error;
    }
    await this.audit.record({ actor: 'system', action: 'operator.added', target: CONFIGURED_NAME });
  }

  /** The token of a link that makes the first operator, good for 30 minutes; null when there is one already. */
  async invite(): Promise<string | null> {
    if (await this.rows.exists()) return null;
    const token = `lf_${this.random.alphanumeric(TOKEN_LENGTH)}`;
    await this.sql.change(
      `INSERT INTO operator_setup (token_hash, expires_at) VALUES ($1, now() + interval '30 minutes')`,
      [sha256(token)],
    );
    return token;
  }

  /** Whether there is no operator yet. */
  async isNeeded(): Promise<boolean> {
    return !(await this.rows.exists());
  }

  /** Whether a link's token would be taken now. */
  async isGood(token: string): Promise<boolean> {
    return FORM.test(token) && !(await this.rows.exists()) && (await this.standing(this.sql, token));
  }

  /** Makes the first operator, an owner; answers the id. @throws SetupGone */
  async accept(token: string, { name, password }: { name: string; password: string }): Promise<string> {
    // Before any work: whoever guesses tokens does not keep us busy.
    if (!(await this.isGood(token))) throw new SetupGone();
    const passwordHash = await this.passwords.hash(password);
    const id = this.random.uuid();
    await this.sql.transaction(async (sql) => {
      await sql.rows('SELECT pg_advisory_xact_lock($1)', [ONE_FIRST]);
      const exists = await sql.one('SELECT 1 FROM operator LIMIT 1');
      if (exists || !(await this.standing(sql, token))) throw new SetupGone();
      await sql.change('UPDATE operator_setup SET used_at = now() WHERE token_hash = $1', [sha256(token)]);
      await this.rows.insert({ id, name, role: 'owner', passwordHash }, sql);
      await this.audit.record({ actor: `operator:${name}`, action: 'operator.set_up', target: name }, sql);
    });
    return id;
  }

  private async standing(sql: Sql, token: string): Promise<boolean> {
    const row = await sql.one(
      'SELECT 1 FROM operator_setup WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now()',
      [sha256(token)],
    );
    return row !== null;
  }
}
