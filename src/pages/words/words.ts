import type { ClientApp } from '../client.js';
import type { ProblemKind } from '../models.js';

/** A failure told to a visitor: what happened, what to do, and the label of the button that does it. */
export interface ProblemWords {
  readonly title: string;
  readonly text: string;
  readonly action: string;
}

/** Everything our pages say, in one language. Plain text: each page escapes what it puts in. */
export interface Words {
  readonly member: {
    readonly title: string;
    /** In place of a nickname that was not given. */
    readonly noProfile: string;
    /** In place of a nickname that cannot be seen. */
    readonly unnamed: string;
    readonly guest: string;
    readonly following: string;
    readonly subscribed: Readonly<Record<'yes' | 'no' | 'unknown', string>>;
    readonly openid: string;
    readonly copyOpenid: string;
    /** Around the name of another account at which they are the same person. */
    readonly linked: readonly [string, string];
    readonly granted: string;
    readonly grants: Readonly<Record<'identity' | 'profile', string>>;
    readonly firstSeen: string;
    readonly signedInUntil: string;
    readonly purpose: string;
    readonly showProfile: string;
    readonly update: string;
    readonly signOut: string;
    readonly snapshotTitle: string;
    readonly snapshotText: string;
    readonly facts: string;
  };
  /** What is held on the visitor: to take along, or to delete. */
  readonly data: {
    readonly title: string;
    /** Before and after the account's name. */
    readonly held: readonly [string, string];
    readonly download: string;
    readonly deleteTitle: string;
    readonly consequences: readonly string[];
    readonly keep: string;
    readonly delete: string;
    readonly deletedTitle: string;
    readonly deletedText: string;
    /** The link on the member page. */
    readonly link: string;
  };
  /** Said aloud and shown for a moment after something was tapped. */
  readonly status: Readonly<Record<'copied' | 'copyFailed' | 'updated' | 'working' | 'failed', string>>;
  readonly open: {
    readonly title: string;
    readonly how: Readonly<Record<ClientApp, string>>;
    readonly howMobile: string;
    readonly address: string;
    readonly copy: string;
    readonly stepsTitle: string;
    readonly steps: readonly string[];
    readonly fold: string;
    readonly foldHint: string;
    readonly qr: string;
    readonly scan: string;
    /** Only while the sandbox runs. */
    readonly phone: string;
  };
  readonly purpose: {
    readonly pageTitle: string;
    /** Before and after the account's name. */
    readonly title: readonly [string, string];
    readonly what: string;
    readonly whatValue: string;
    readonly why: string;
    readonly howLong: string;
    readonly howLongValue: string;
    readonly free: string;
    readonly agree: string;
    readonly later: string;
    readonly privacy: string;
  };
  readonly notAuthorized: {
    readonly title: string;
    readonly text: string;
    readonly retry: string;
    readonly look: string;
  };
  readonly confirmLink: {
    readonly title: string;
    /** Around the name of the account that made the link, and of the one that signs in. */
    readonly text: readonly [string, string, string];
    readonly go: string;
  };
  readonly signedOut: { readonly title: string; readonly text: string; readonly again: string };
  readonly problems: Readonly<Record<ProblemKind, ProblemWords>>;
  readonly problemNumber: string;
  readonly problemNumberHint: string;
  readonly close: string;
  /** Before and after the product's name, in the footer. */
  readonly servedBy: readonly [string, string];
}
