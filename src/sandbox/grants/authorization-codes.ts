import type { Random } from '../../kernel/random/random.js';
import { LapsingMap } from '../lapsing-map.js';
import type { Visitor } from '../personas/identity.js';
import { Refusal } from '../rules.js';
import type { SandboxClock } from '../sandbox-clock.js';

/** What a visitor granted to an account; the code stands for it until it is exchanged. */
export interface Authorization {
  readonly appId: string;
  readonly visitor: Visitor;
  readonly scope: string;
  /** Ties the calls of one login together in the journal. */
  readonly login: string;
}

/** Codes: 32 characters beginning with `0`, good once, for five minutes (official accounts) or ten (websites). */
export class AuthorizationCodes {
  private readonly codes: LapsingMap<{
    authorization: Authorization;
    used: boolean;
    lifetimeSeconds: number;
  }>;

  constructor(
    clock: SandboxClock,
    private readonly random: Random,
  ) {
    this.codes = new LapsingMap(clock);
  }

  issue(authorization: Authorization, lifetimeSeconds: number): string {
    const code = `0${this.random.alphanumeric(31)}`;
    this.codes.put(code, { authorization, used: false, lifetimeSeconds }, lifetimeSeconds);
    return code;
  }

  /** Another code for what this one stands for; null when it is unknown or lapsed. */
  issueAnother(code: string): string | null {
    const held = this.codes.find(code);
    return held && this.issue(held.authorization, held.lifetimeSeconds);
  }

  /** When unused ones lapse, milliseconds since 1970. */
  *ends(): Iterable<number> {
    for (const { value, lapsesAtMs } of this.codes.living()) if (!value.used) yield lapsesAtMs;
  }

  /** The login a code belongs to, for the journal; null when the code is unknown or lapsed. */
  loginOf(code: string): string | null {
    return this.codes.find(code)?.authorization.login ?? null;
  }

  /** @throws Refusal 40029 when unknown, lapsed or another account's; 40163 the second time. */
  redeem(code: string, appId: string): Authorization {
    const held = this.codes.find(code);
    if (!held || held.authorization.appId !== appId) throw new Refusal('sns.code');
    if (held.used) throw new Refusal('sns.code_used');
    held.used = true;
    return held.authorization;
  }

  clear(): void {
    this.codes.clear();
  }
}
