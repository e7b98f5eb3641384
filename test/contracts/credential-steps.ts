import type { CredentialKey, CredentialKind, RenewalReason } from '../../src/token/credential.js';
import type {
  Claim,
  CredentialRepository,
  NewValue,
  Note,
  OpenedCredential,
} from '../../src/token/credential.repository.js';
import type { Pace } from '../../src/token/pace.js';

/** What a keeper of global tokens and tickets is tested with. */
export interface CredentialsUnderTest {
  readonly rows: CredentialRepository;
  /** The same, with another key before the present one in `SECRET_KEY`. */
  readonly rotated: CredentialRepository;
  /** Ids of two accounts. */
  readonly accounts: readonly [string, string];
  /** Lets time pass. */
  advance(seconds: number): Promise<void>;
  /** Its time. */
  now(): Date;
  /** Makes what the first account has such that no key opens it. */
  breakSeals(): Promise<void>;
  /** What was noted of the first account, oldest first. */
  history(): Promise<{ event: string; version: number | null; cause?: string | null }[]>;
}

/** Digest of the AppSecret that the steps use. */
export const secret = Buffer.from('digest of one secret');

/** A value; lives two hours unless told. */
export function aValue(value: string, given: Partial<NewValue> = {}): NewValue {
  return { value, lifeSeconds: 7_200, renewInSeconds: 6_900, same: false, overlapSeconds: 300, ...given };
}

/** A pace; ten seconds unless told. */
export function aPace(given: Partial<Pace> = {}): Pace {
  const said = { failure: '40164', detail: 'invalid ip 1.2.3.4' };
  return { kind: 'operator', ...said, delaySeconds: 10, untilMidnight: false, ...given };
}

/** A line of the history. */
export function aNote(given: Partial<Note> = {}): Note {
  return { event: 'renewed', instance: 'one/1', ...given };
}

/** What whoever renews does, on the first account's token unless told. */
export class CredentialSteps {
  constructor(
    readonly under: CredentialsUnderTest,
    readonly token: CredentialKey = { kind: 'token', accountId: under.accounts[0] },
  ) {}

  get rows(): CredentialRepository {
    return this.under.rows;
  }

  /** The same steps on the account's ticket, or its token. */
  on(kind: CredentialKind): CredentialSteps {
    return new CredentialSteps(this.under, { ...this.token, kind });
  }

  claim(reason: RenewalReason, given: Partial<Claim> = {}): Promise<bigint | null> {
    const claim = { reason, version: 0, instance: 'one/1', secretDigest: secret, ...given };
    return this.rows.claim(this.token, claim);
  }

  async held(): Promise<OpenedCredential> {
    return (await this.rows.open(this.token))!;
  }

  async keep(value: string, given: Partial<NewValue> = {}): Promise<void> {
    const fence = (await this.claim('operator'))!;
    const fingerprint = this.rows.fingerprintOf(value);
    await this.rows.commit(this.token, fence, aValue(value, given), [aNote({ fingerprint })]);
  }

  async fail(pace: Pace, { dead = false, doubtful = false } = {}): Promise<void> {
    const fence = (await this.claim('operator'))!;
    const notes = [aNote({ event: 'failed' })];
    await this.rows.fail(this.token, fence, pace, { secretDigest: secret, dead, doubtful, notes });
  }
}
