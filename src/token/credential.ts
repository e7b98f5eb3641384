/** What an account shares with WeChat: the global token (`cgi-bin/*`), and the ticket that signs JS-SDK pages. */
export type CredentialKind = 'token' | 'ticket';

/** Why WeChat is asked for one. */
export type RenewalReason =
  /** Somebody asks for the first time. */
  | 'first_use'
  /** Its time has come, ahead of its end. */
  | 'scheduled'
  /** A reader found it past. */
  | 'lapsed'
  /** Somebody says that it is dead. */
  | 'reported'
  /** An answer came after another instance had taken over: which of the two values lives, only WeChat knows. */
  | 'verify'
  /** An operator asks. */
  | 'operator';

/** A credential as we hand it out. */
export interface HeldCredential {
  readonly accountId: string;
  readonly value: string;
  /** One more with each value. */
  readonly version: number;
  readonly fetchedAt: Date;
  readonly expiresAt: Date;
  /** When asking again may bring a newer one. */
  readonly refreshAfter: Date;
  /** Its end on this process's monotonic clock, in milliseconds. */
  readonly livesUntilMs: number;
}

/** Which credential of which account. */
export interface CredentialKey {
  readonly kind: CredentialKind;
  readonly accountId: string;
}

/** What somebody wants renewed, and why. */
export interface Want {
  readonly kind: CredentialKind;
  readonly reason: RenewalReason;
  /** The version that is to be replaced. */
  readonly version: number;
  readonly force?: boolean;
  /** Name of the API key whose caller reports it dead. */
  readonly reportedBy?: string;
}
