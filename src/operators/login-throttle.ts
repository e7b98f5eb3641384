import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import { hmacSha256 } from '../kernel/crypto/digest.js';
import { KeyRing } from '../kernel/crypto/key-ring.js';
import { TooManyLogins } from './operators.errors.js';

/** Who tries to sign in as whom. */
export interface LoginTry {
  /** The network address that it comes from, or the network that counts as one. */
  readonly from: string;
  readonly name: string;
  /**
   * What is tried: to sign in (the default), or to prove within a session that one is there. Each has failures of its
   * own: nobody outside can lock an operator out of what they are doing, nor a session at hand lock out of the door.
   */
  readonly step?: 'login' | 'confirmation';
}

/** Before the names of what is counted of confirmations. */
const CONFIRMING = 'confirm:';
const WINDOW_SECONDS = 15 * 60;
/** Failed tries within a quarter of an hour. */
export const MOST_TRIES = { address: 10, name: 20, everybody: 300 } as const;
/** How long an address counts as one from which somebody signed in lately. */
const KNOWN_SECONDS = 30 * 24 * 60 * 60;
/** Where those are counted who were turned away because too many failed altogether. */
export const TURNED_AWAY = 'turned-away';
/** How long they are counted before the record gets a line of them. */
const GATHER_SECONDS = 60;

/**
 * How often signing in may fail, and apart from it confirming: from one address, with one name, and altogether, on all
 * instances together. A try is counted before the password is looked at, so that a hundred at once count as a hundred; a
 * good one is given back.
 *
 * What fails altogether closes the door to strangers alone: an address from which somebody signed in within thirty days
 * still has the tries of its own.
 */
@Injectable()
export class LoginThrottle {
  private readonly key: Buffer;

  constructor(
    private readonly sql: Sql,
    keys: KeyRing,
  ) {
    // People type passwords where a name belongs: neither is kept in clear.
    this.key = keys.derive('operator-throttle');
  }

  /** @throws TooManyLogins */
  async take(one: LoginTry): Promise<void> {
    // One who is turned away for his own tries does not use up everybody's.
    for (const [kind, bucket] of this.bucketsOf(one)) {
      const { tries, seconds } = await this.count(bucket, WINDOW_SECONDS);
      if (tries <= MOST_TRIES[kind]) continue;
      if (kind === 'everybody') {
        if (await this.isKnown(one.from)) continue;
        await this.count(TURNED_AWAY, GATHER_SECONDS, 'goes on');
      }
      throw new TooManyLogins(Math.max(1, Math.ceil(seconds)));
    }
  }

  /** It was no failure. */
  async giveBack(one: LoginTry): Promise<void> {
    await this.sql.change(
      'UPDATE operator_login_throttle SET tries = tries - 1 WHERE bucket = ANY($1) AND tries > 0',
      [this.bucketsOf(one).map(([, bucket]) => bucket)],
    );
  }

  /** Somebody signed in from here: who fails elsewhere does not close this door for thirty days. */
  async remember(from: string): Promise<void> {
    await this.sql.change(
      `INSERT INTO operator_login_throttle (bucket, tries, ends_at) VALUES ($1, 0, now() + make_interval(secs => $2))
       ON CONFLICT (bucket) DO UPDATE SET ends_at = excluded.ends_at`,
      [this.bucket('known', from), KNOWN_SECONDS],
    );
  }

  /** Whoever was locked out under this name may try again, whatever it was that they tried. */
  async forgive(name: string): Promise<void> {
    await this.sql.change('DELETE FROM operator_login_throttle WHERE bucket = ANY($1)', [
      [this.bucket('name', name), CONFIRMING + this.bucket('name', name)],
    ]);
  }

  /**
   * How many were turned away while the door was closed and `told` does not know yet, once a minute has been gathered; it
   * is told in one transaction with that. On one instance alone, and not at all when there were none.
   */
  async report(told: (count: number, sql: Sql) => Promise<void>): Promise<void> {
    await this.sql.transaction(async (sql) => {
      const gathered = await sql.one<{ tries: number }>(
        'DELETE FROM operator_login_throttle WHERE bucket = $1 AND ends_at <= now() RETURNING tries',
        [TURNED_AWAY],
      );
      if (gathered) await told(gathered.tries, sql);
    });
  }

  /** Counts one more; what has ended begins anew, or goes on until it is reported. */
  private async count(
    bucket: string,
    seconds: number,
    ended: 'begins anew' | 'goes on' = 'begins anew',
  ): Promise<{ tries: number; seconds: number }> {
    return (await this.sql.one<{ tries: number; seconds: number }>(
      `INSERT INTO operator_login_throttle AS t (bucket, tries, ends_at)
       VALUES ($1, 1, now() + make_interval(secs => $2))
       ON CONFLICT (bucket) DO UPDATE SET
         tries = CASE WHEN t.ends_at < now() AND $3 THEN 1 ELSE t.tries + 1 END,
         ends_at = CASE WHEN t.ends_at < now() AND $3 THEN excluded.ends_at ELSE t.ends_at END
       RETURNING tries, extract(epoch FROM ends_at - now())::float8 AS seconds`,
      [bucket, seconds, ended === 'begins anew'],
    ))!;
  }

  private async isKnown(from: string): Promise<boolean> {
    const row = await this.sql.one(
      'SELECT 1 FROM operator_login_throttle WHERE bucket = $1 AND ends_at > now()',
      [this.bucket('known', from)],
    );
    return row !== null;
  }

  private bucketsOf({ from, name, step }: LoginTry): [kind: keyof typeof MOST_TRIES, bucket: string][] {
    const of = step === 'confirmation' ? CONFIRMING : '';
    return [
      ['address', of + this.bucket('address', from)],
      ['name', of + this.bucket('name', name)],
      ['everybody', `${of}everybody`],
    ];
  }

  private bucket(kind: string, whose: string): string {
    return `${kind}:${hmacSha256(this.key, `${kind} ${whose}`).toString('hex').slice(0, 32)}`;
  }
}
