import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import { KeyRing } from '../kernel/crypto/key-ring.js';
import { type AuditLine, BEFORE_THE_FIRST, proofOf } from './audit-digest.js';

/** A line as it is told. */
export type NewAuditLine = Omit<AuditLine, 'id' | 'at'>;

/** A line with its proof. */
export interface ProvenLine extends AuditLine {
  readonly keyId: string;
  readonly digest: Buffer;
}

/** Which lines are wanted; null and absent: all. */
export interface AuditFilter {
  /** Somebody, or with a colon at its end all of that kind: `operator:` */
  readonly actor?: string | null;
  /** An action, or with a dot at its end all of that noun: `account.` */
  readonly action?: string | null;
  readonly account?: string | null;
  readonly target?: string | null;
  readonly since?: Date | null;
  readonly until?: Date | null;
  /** Only lines older than this one. */
  readonly before?: string | null;
  readonly limit: number;
}

/** One writer at a time: each line stands on the one before. Unlike any other lock's number. */
const ONE_WRITER = 7_307_199_301;
const COLUMNS = `id, at, actor, action, target, account, address, detail, key_id AS "keyId", digest`;

/** The record in the database. Each method may raise DatabaseUnavailable. */
@Injectable()
export class AuditRepository {
  private readonly keysById: ReadonlyMap<string, Buffer>;
  private readonly currentKeyId: string;

  constructor(
    private readonly sql: Sql,
    keys: KeyRing,
  ) {
    this.keysById = new Map(keys.ids.map((id) => [id, keys.derive('audit', keys.find(id))]));
    this.currentKeyId = keys.current.id;
  }

  /** Adds a line behind the last one. */
  async append(line: NewAuditLine, within?: Sql): Promise<void> {
    if (!within) return this.sql.transaction((sql) => this.append(line, sql));
    await within.rows('SELECT pg_advisory_xact_lock($1)', [ONE_WRITER]);
    const last = await within.one<{ id: string; digest: Buffer }>(
      'SELECT id, digest FROM audit_log ORDER BY id DESC LIMIT 1',
    );
    // JavaScript's dates have milliseconds; what is proved is what is kept.
    const { at } = (await within.one<{ at: Date }>(
      `SELECT date_trunc('milliseconds', clock_timestamp()) AS at`,
    ))!;
    const whole = { ...line, id: String(BigInt(last?.id ?? 0) + 1n), at };
    const { id, actor, action, target, account, address, detail } = whole;
    const digest = proofOf(whole, last?.digest ?? BEFORE_THE_FIRST, this.keysById.get(this.currentKeyId)!);
    await within.change(
      `INSERT INTO audit_log (id, at, actor, action, target, account, address, detail, key_id, digest)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [id, at, actor, action, target, account, address, JSON.stringify(detail), this.currentKeyId, digest],
    );
  }

  /** The newest first. Planned with the filter at hand: what is not asked for then costs nothing, and indexes serve the rest. */
  list(filter: AuditFilter): Promise<AuditLine[]> {
    const { actor, action, account, target, since, until, before, limit } = filter;
    return this.sql.plannedRows<AuditLine>(
      `SELECT id, at, actor, action, target, account, address, detail FROM audit_log
       WHERE ($1::text IS NULL OR actor = $1
           OR (right($1, 1) = ':' AND (starts_with(actor, $1) OR actor = rtrim($1, ':'))))
         AND ($2::text IS NULL OR action = $2 OR (right($2, 1) = '.' AND starts_with(action, $2)))
         AND ($3::text IS NULL OR account = $3)
         AND ($4::text IS NULL OR target = $4)
         AND ($5::timestamptz IS NULL OR at >= $5)
         AND ($6::timestamptz IS NULL OR at < $6)
         AND ($7::bigint IS NULL OR id < $7)
       ORDER BY id DESC LIMIT $8`,
      [
        actor ?? null,
        action ?? null,
        account ?? null,
        target ?? null,
        since ?? null,
        until ?? null,
        before ?? null,
        limit,
      ],
    );
  }

  /** The lines behind `after`, the oldest first. */
  after(id: string, limit: number): Promise<ProvenLine[]> {
    return this.sql.rows<ProvenLine>(`SELECT ${COLUMNS} FROM audit_log WHERE id > $1 ORDER BY id LIMIT $2`, [
      id,
      limit,
    ]);
  }

  /** The key a line was proved with; undefined when it has left `SECRET_KEY`. */
  keyOf(keyId: string): Buffer | undefined {
    return this.keysById.get(keyId);
  }
}
