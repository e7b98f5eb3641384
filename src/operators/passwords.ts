import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { Random } from '../kernel/random/random.js';

/** RFC 9106's and OWASP's least: 19 MiB, two passes, some 30 ms. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;
const SALT_BYTES = 16;

/** Keeps passwords as Argon2id, beside the event loop. */
@Injectable()
export class Passwords {
  /** Stands in for the hash of an operator who does not exist. */
  private nobodys: Promise<string> | null = null;

  constructor(private readonly random: Random) {}

  /** A password as it is kept (a PHC string). */
  async hash(password: string): Promise<string> {
    return hash(password.normalize('NFKC'), { ...COST, salt: this.random.bytes(SALT_BYTES) });
  }

  /** Whether this is the password behind `kept`. Without one (null) it is not, and takes as long to say so. */
  async match(kept: string | null, password: string): Promise<boolean> {
    const against = kept ?? (await this.nobody());
    const same = await verify(against, password.normalize('NFKC'));
    return kept !== null && same;
  }

  private nobody(): Promise<string> {
    return (this.nobodys ??= this.hash(this.random.alphanumeric(32)));
  }
}
