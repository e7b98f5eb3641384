import type { RuleId } from '../rules.js';
import type { SandboxClock } from '../sandbox-clock.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface Confirmation {
  approved: boolean;
  pending: boolean;
  /** When an administrator said no, milliseconds since 1970. */
  refusals: number[];
}

/** The addresses that an account's administrator lets fetch tokens, or does not. */
export class CallerConfirmations {
  private readonly asked = new Map<string, Confirmation>();

  constructor(private readonly clock: SandboxClock) {}

  /** The rule by which a call from this address is refused; null once it is confirmed. The first call asks the administrator. */
  check(appId: string, ip: string): RuleId | null {
    const confirmation = this.of(appId, ip);
    if (confirmation.approved) return null;
    const nowMs = this.clock.nowMs();
    const ofToday = confirmation.refusals.filter((atMs) => nowMs - atMs < DAY_MS);
    if (ofToday.length >= 2) return 'token.refused_for_a_day';
    if (ofToday.some((atMs) => nowMs - atMs < HOUR_MS)) return 'token.refused_for_an_hour';
    if (confirmation.pending) return 'token.confirmation_pending';
    confirmation.pending = true;
    return 'token.confirmation_needed';
  }

  /** The administrator's word; the second no within a day holds for a day, the first for an hour. */
  decide(appId: string, ip: string, approved: boolean): void {
    const confirmation = this.of(appId, ip);
    confirmation.approved = approved;
    confirmation.pending = false;
    if (!approved) confirmation.refusals.push(this.clock.nowMs());
  }

  clear(): void {
    this.asked.clear();
  }

  private of(appId: string, ip: string): Confirmation {
    const key = `${appId} ${ip}`;
    const known = this.asked.get(key);
    if (known) return known;
    const confirmation: Confirmation = { approved: false, pending: false, refusals: [] };
    this.asked.set(key, confirmation);
    return confirmation;
  }
}
