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

/**
 * How often signing in may fail, and apart from it confirming: from one address, with one name, and altogether, on all instances together. A try
 * is counted before the password is looked at, so that a hundred at once count as a hundred; a good one is given back.
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
      const { tries, seconds } = (await this.sql.one<{ tries: number; seconds: number }>(
        `INSERT INTO operator_login_throttle AS t (bucket, tries, ends_at)
         VALUES ($1, 1, now() + make_interval(secs => $2))
         ON CONFLICT (bucket) DO UPDATE SET
           tries = CASE WHEN t.ends_at < now() THEN 1 ELSE t.tries + 1 END,
           ends_at = CASE WHEN t.ends_at < now() THEN excluded.ends_at ELSE t.ends_at END
         RETURNING tries, extract(epoch FROM ends_at - now())::float8 AS seconds`,
        [bucket, WINDOW_SECONDS],
      ))!;
      if (tries > MOST_TRIES[kind]) throw new TooManyLogins(Math.max(1, Math.ceil(seconds)));
    }
  }

  /** It was no failure. */
  async giveBack(one: LoginTry): Promise<void> {
    await this.sql.change(
      'UPDATE operator_login_throttle SET tries = tries - 1 WHERE bucket = ANY($1) AND tries > 0',
      [this.bucketsOf(one).map(([, bucket]) => bucket)],
    );
  }

  /** Whoever was locked out under this name may try again, whatever it was that they tried. */
  async forgive(name: string): Promise<void> {
    await this.sql.change('DELETE FROM operator_login_throttle WHERE bucket = ANY($1)', [
      [this.bucket('name', name), CONFIRMING + this.bucket('name', name)],
    ]);
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
