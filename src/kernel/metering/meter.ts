/** What is counted, and by which labels: a closed list, so that the number of series is bounded by us. */
export interface Counts {
  /** Renewals of a credential that ended: `outcome` is `renewed`, `unchanged`, or a failure's code. */
  token_renewals: { account: string; credential: Credential; reason: string; outcome: string };
  /** Global tokens that died before their time. */
  token_deaths: { account: string; cause: string };
  /** Calls to WeChat: `outcome` is `ok`, an errcode, `unreachable` or `unreadable`. */
  wechat_calls: { operation: string; outcome: string };
  /** Pushes that were acknowledged; `delivery` is `first`, or `again` for one that we have. */
  pushes: { account: string; kind: string; delivery: 'first' | 'again' };
  /** Pushes and handshakes that were refused, by what was wrong with them. */
  pushes_refused: { account: string; fault: string };
  /** What became of a try to give a push its effect: `done`, `again` or `dead`. */
  push_effects: { kind: string; outcome: 'done' | 'again' | 'dead' };
}

/** What is measured. Durations are in seconds. */
export interface Measures {
  /** How long calls to WeChat take. */
  wechat_call_seconds: { operation: string };
  /** How long a push waits for its answer. */
  push_answer_seconds: { outcome: 'taken' | 'refused' | 'failed' };
  /** How long it takes from a push to its effect. */
  push_effect_seconds: { kind: string };
}

/** What stands at some height just now. */
export interface Levels {
  /** Pushes that wait for their effect, and those that were given up, in the whole inbox. */
  push_inbox: { state: 'waiting' | 'dead' };
}

/** What is renewed ahead of time: the global token, and the ticket that is fetched with it. */
export type Credential = 'token' | 'ticket';

/** Where rooms tell what happens in them, for whoever watches from outside. Costs next to nothing; never throws. */
export abstract class Meter {
  /** One more of `name`. */
  abstract count<Name extends keyof Counts>(name: Name, labels: Counts[Name]): void;

  /** One measurement of `name`, in its unit. */
  abstract observe<Name extends keyof Measures>(name: Name, labels: Measures[Name], value: number): void;

  /** How high `name` stands now. */
  abstract set<Name extends keyof Levels>(name: Name, labels: Levels[Name], value: number): void;
}

/** Counts nothing: for tests and for programs that end soon. */
export class SilentMeter extends Meter {
  override count(): void {}
  override observe(): void {}
  override set(): void {}
}
