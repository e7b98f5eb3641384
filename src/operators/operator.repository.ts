import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import { LastOwner, OperatorTaken } from './operators.errors.js';
import type { Role } from './roles.js';

/** An operator as others see one. */
export interface OperatorRow {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** One-time codes are asked for. */
  readonly totp: boolean;
  readonly createdAt: Date;
  readonly lastLoginAt: Date | null;
  readonly disabledAt: Date | null;
}

/** An operator with what proves who they are. */
export interface KnownOperator extends OperatorRow {
  readonly passwordHash: string;
  /** Also one that waits for its first code. */
  readonly totpSealed: Buffer | null;
}

/** What a new operator's row holds. */
export interface NewOperatorRow {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly passwordHash: string;
}

const VIEW = `id, name, role, totp_since IS NOT NULL AS totp, created_at AS "createdAt",
  last_login_at AS "lastLoginAt", disabled_at AS "disabledAt"`;
const KNOWN = `${VIEW}, password_hash AS "passwordHash", totp_sealed AS "totpSealed"`;
/** Whoever may leave no owner behind waits for others who may as well. Unlike any other lock's number. */
const OWNERS = 7_307_199_302;

/** The operators in the database. Each method may raise DatabaseUnavailable. */
@Injectable()
export class OperatorRepository {
  constructor(private readonly sql: Sql) {}

  /** By name; those no longer let in at the end. */
  list(): Promise<OperatorRow[]> {
    return this.sql.rows<OperatorRow>(`SELECT ${VIEW} FROM operator ORDER BY disabled_at IS NOT NULL, name`);
  }

  findByName(name: string): Promise<KnownOperator | null> {
    return this.sql.one<KnownOperator>(`SELECT ${KNOWN} FROM operator WHERE name = $1`, [name]);
  }

  findById(id: string): Promise<KnownOperator | null> {
    return this.sql.one<KnownOperator>(`SELECT ${KNOWN} FROM operator WHERE id = $1`, [id]);
  }

  async exists(): Promise<boolean> {
    return (await this.sql.one('SELECT 1 FROM operator LIMIT 1')) !== null;
  }

  /** @throws OperatorTaken */
  async insert({ id, name, role, passwordHash }: NewOperatorRow, within: Sql = this.sql): Promise<void> {
    const inserted = await within.change(
      `INSERT INTO operator (id, name, role, password_hash) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
      [id, name, role, passwordHash],
    );
    if (inserted === 0) throw new OperatorTaken();
  }

  /** Replaces the password; every session ends but the one with the digest `except`. */
  async setPassword(id: string, passwordHash: string, except: Buffer | null = null): Promise<void> {
    await this.sql.transaction(async (sql) => {
      await sql.change('UPDATE operator SET password_hash = $2, password_set_at = now() WHERE id = $1', [
        id,
        passwordHash,
      ]);
      // A statement of its own: it sees the session of a login that held the row before us.
      await sql.change(
        'DELETE FROM operator_session WHERE operator_id = $1 AND ($2::bytea IS NULL OR id_hash <> $2)',
        [id, except],
      );
    });
  }

  /**
   * Gives another role, lets somebody in no more, or again; answers false when there is no such operator.
   * @throws LastOwner when nobody would be left who may let others in
   */
  async change(id: string, { role, disabled }: { role?: Role; disabled?: boolean }): Promise<boolean> {
    return this.sql.transaction(async (sql) => {
      await sql.rows('SELECT pg_advisory_xact_lock($1)', [OWNERS]);
      const changed = await sql.change(
        `UPDATE operator SET role = COALESCE($2, role),
           disabled_at = CASE WHEN $3::boolean IS NULL THEN disabled_at WHEN $3 THEN COALESCE(disabled_at, now()) END
         WHERE id = $1`,
        [id, role ?? null, disabled ?? null],
      );
      if (changed === 0) return false;
      const owner = await sql.one(
        `SELECT 1 FROM operator WHERE role = 'owner' AND disabled_at IS NULL LIMIT 1`,
      );
      if (!owner) throw new LastOwner();
      if (disabled) await sql.change('DELETE FROM operator_session WHERE operator_id = $1', [id]);
      return true;
    });
  }

  /** A new secret, which waits for its first code; false when codes are asked for already, and that of before stays. */
  async beginTotp(id: string, sealed: Buffer): Promise<boolean> {
    return (
      (await this.sql.change(
        'UPDATE operator SET totp_sealed = $2, totp_last_step = 0 WHERE id = $1 AND totp_since IS NULL',
        [id, sealed],
      )) === 1
    );
  }

  /**
   * From now on codes of the secret `sealed` are asked for, later ones than that of `step`, and the recovery codes stand
   * in for lost ones. False when it is not that secret that waits: nothing changed.
   */
  async confirmTotp(
    id: string,
    { sealed, step }: { readonly sealed: Buffer; readonly step: number },
    codes: readonly Buffer[],
  ): Promise<boolean> {
    return this.sql.transaction(async (sql) => {
      const confirmed = await sql.change(
        `UPDATE operator SET totp_since = now(), totp_last_step = $3
         WHERE id = $1 AND totp_sealed = $2 AND totp_since IS NULL`,
        [id, sealed, step],
      );
      if (confirmed === 0) return false;
      await sql.change('DELETE FROM operator_recovery_code WHERE operator_id = $1', [id]);
      await sql.change(
        'INSERT INTO operator_recovery_code (operator_id, code_hash) SELECT $1, unnest($2::bytea[])',
        [id, codes],
      );
      return true;
    });
  }

  /** Codes are no longer asked for. */
  async endTotp(id: string): Promise<void> {
    await this.sql.change(
      `WITH gone AS (DELETE FROM operator_recovery_code WHERE operator_id = $1)
       UPDATE operator SET totp_sealed = NULL, totp_since = NULL, totp_last_step = 0 WHERE id = $1`,
      [id],
    );
  }

  /**
   * Takes a code of this time step, on one instance and once; false when it, or a later one, was taken before, or the
   * secret is not `sealed` any more.
   */
  async takeStep(id: string, sealed: Buffer, step: number): Promise<boolean> {
    return (
      (await this.sql.change(
        `UPDATE operator SET totp_last_step = $3
         WHERE id = $1 AND totp_sealed = $2 AND totp_since IS NOT NULL AND totp_last_step < $3`,
        [id, sealed, step],
      )) === 1
    );
  }

  /** Takes a recovery code, once. */
  async takeRecoveryCode(id: string, codeHash: Buffer): Promise<boolean> {
    return (
      (await this.sql.change('DELETE FROM operator_recovery_code WHERE operator_id = $1 AND code_hash = $2', [
        id,
        codeHash,
      ])) === 1
    );
  }

  /** How many recovery codes are left. */
  async recoveryCodesLeft(id: string): Promise<number> {
    const row = await this.sql.one<{ n: number }>(
      'SELECT count(*)::int AS n FROM operator_recovery_code WHERE operator_id = $1',
      [id],
    );
    return row?.n ?? 0;
  }
}
