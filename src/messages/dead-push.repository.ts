import { Sql } from '../database/sql.js';

/** A push that was given up, as operators see it: never what it said, nor of whom. */
export interface DeadPush {
  readonly id: string;
  /** Key of the account. */
  readonly account: string;
  readonly kind: string;
  readonly tries: number;
  /** The code of the last failure. */
  readonly failure: string;
  readonly receivedAt: Date;
}

/** How many are revived at once: some hundred milliseconds. */
const BITE = 5_000;

/** What nobody tries any more, until an operator says so. */
export class DeadPushRepository {
  constructor(private readonly sql: Sql) {}

  /** The newest hundred. */
  list(): Promise<DeadPush[]> {
    return this.sql.rows<DeadPush>(
      `SELECT p.id, a.key AS account, p.kind, p.tries, p.failure, p.received_at AS "receivedAt"
       FROM push_inbox p JOIN account a ON a.id = p.account_id WHERE p.state = 'dead' ORDER BY p.id DESC LIMIT 100`,
    );
  }

  /** All of them are tried again, as if for the first time, but for those that somebody else has in hand; answers how many. */
  async revive(): Promise<number> {
    let revived = 0;
    for (;;) {
      const bite = await this.sql.change(
        `UPDATE push_inbox SET state = 'waiting', tries = 0, due_at = clock_timestamp(), ended_at = NULL
         WHERE id = ANY (ARRAY(
           SELECT id FROM push_inbox WHERE state = 'dead' AND payload_sealed IS NOT NULL
           ORDER BY id LIMIT ${BITE} FOR UPDATE SKIP LOCKED))`,
      );
      revived += bite;
      if (bite === 0) return revived;
    }
  }
}
