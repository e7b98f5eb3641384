import type { PassiveReply } from '../../wechat/push/passive-reply.js';
import type { RuleId } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { Oddities } from './oddities.js';
import type { PushBytes } from './push-bytes.js';
import type { PushMessage } from './push-message.js';
import type { PushSettings } from './push-settings.js';

/** What is to be pushed. */
export interface PushOrder {
  readonly account: SandboxAccount;
  readonly openid: string;
  /** Whose phone it comes from, where that is known. */
  readonly persona: string | null;
  readonly message: PushMessage;
  readonly oddities: Oddities;
}

/** One delivery to the account's server and what came back. */
export interface PushAttempt {
  /** Which of the copies, from 1. */
  readonly copy: number;
  /** Which delivery of this copy, from 1. */
  readonly number: number;
  /** The sandbox's time when it set out, milliseconds since 1970. */
  readonly atMs: number;
  readonly tookMs: number;
  /** 0 where no answer came. */
  readonly status: number;
  /** Why no answer came. */
  readonly lost: string | null;
  /** What came back, shortened. */
  readonly body: string;
}

/** How a push ended. */
export type PushOutcome =
  | { readonly kind: 'unsent'; readonly rule: RuleId | null }
  | { readonly kind: 'silence' }
  | { readonly kind: 'reply'; readonly reply: PassiveReply; readonly encrypted: boolean }
  | { readonly kind: 'fault'; readonly rule: RuleId; readonly why: string | null };

/** A push on its way or done. */
export interface PushRecord extends PushOrder {
  /** `p1`, `p2`, … within a world. */
  readonly id: string;
  /** The sandbox's time when it arose, milliseconds since 1970. */
  readonly atMs: number;
  /** Null while the account has no push address. */
  readonly settings: PushSettings | null;
  readonly bytes: PushBytes | null;
  /** The push whose bytes these are, where it is sent again. */
  readonly replayOf: string | null;
  readonly attempts: readonly PushAttempt[];
  /** Null while it is on its way. */
  readonly outcome: PushOutcome | null;
}
