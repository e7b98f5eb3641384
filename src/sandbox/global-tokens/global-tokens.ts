import { sha256 } from '../../kernel/crypto/digest.js';
import type { Random } from '../../kernel/random/random.js';
import { beijingDay } from '../beijing-time.js';
import { Refusal } from '../rules.js';
import type { SandboxClock } from '../sandbox-clock.js';
import type { Switches } from '../switches.js';
import { type GlobalToken, isAlive, stateOf, type TokenFamily, type TokenState } from './global-token.js';
import {
  ClassicTokens,
  endAt,
  FORCED_A_DAY,
  type Fetched,
  StableTokens,
  type TokenTerms,
} from './token-family.js';

const CAPACITY = 20_000;
const TOKEN_FORM = /^\d{1,3}_[\w-]{40,}$/;

interface Families {
  readonly classic: ClassicTokens;
  readonly stable: StableTokens;
}

/** What somebody who holds a token would like to know. */
export interface Verdict {
  readonly token: GlobalToken;
  readonly state: TokenState;
}

/** The global tokens (全局 access_token) of the platform, by account. The newest {@link CAPACITY} are remembered. */
export class GlobalTokens {
  private readonly families = new Map<string, Families>();
  private readonly byValue = new Map<string, GlobalToken>();

  constructor(
    private readonly clock: SandboxClock,
    private readonly random: Random,
    private readonly switches: () => Switches,
  ) {}

  /** What `/cgi-bin/token` hands out. */
  fetchClassic(appId: string): Fetched {
    return this.familiesOf(appId).classic.fetch(this.clock.nowMs(), this.terms(appId, 'classic'));
  }

  /**
   * What `/cgi-bin/stable_token` hands out. A forced renewal that comes too soon, or too often that day,
   * is not made: the token stays the same. @throws Refusal 45009 instead, where the switch says so
   */
  fetchStable(appId: string, force: boolean): Fetched {
    const nowMs = this.clock.nowMs();
    const day = beijingDay(nowMs);
    const { stable } = this.familiesOf(appId);
    const terms = this.terms(appId, 'stable');
    if (force && stable.mayForce(nowMs, day)) return stable.force(nowMs, day, terms);
    const exhausted = force && stable.forcedOn(day) >= FORCED_A_DAY;
    if (exhausted && this.switches().forced_beyond_quota === 'refused') throw new Refusal('token.day_quota');
    return stable.fetch(nowMs, terms);
  }

  /** Whole seconds a token has to live, as `expires_in` tells. */
  secondsLeft(token: GlobalToken): number {
    return Math.floor((token.lapsesAtMs - this.clock.nowMs()) / 1000);
  }

  /** The account a living token opens. @throws Refusal 40014, 40001, 42001 */
  check(value: string): string {
    const token = this.byValue.get(value);
    if (!token) throw new Refusal(TOKEN_FORM.test(value) ? 'cgi.bad_token' : 'cgi.malformed_token');
    const state = stateOf(token, this.clock.nowMs());
    if (state === 'superseded') throw new Refusal('cgi.bad_token');
    if (state === 'expired') throw new Refusal('cgi.token_lapsed');
    return token.appId;
  }

  /** What a token is worth now; null for one that was never issued here, or long ago. */
  judge(value: string): Verdict | null {
    const token = this.byValue.get(value);
    return token ? { token, state: stateOf(token, this.clock.nowMs()) } : null;
  }

  /** The newest token of a family; it may have lapsed. */
  current(appId: string, family: TokenFamily): GlobalToken | null {
    return this.families.get(appId)?.[family].current ?? null;
  }

  /** An account's tokens of both families, oldest first, each with its state. */
  list(appId: string): Verdict[] {
    const nowMs = this.clock.nowMs();
    return [...this.byValue.values()]
      .filter((token) => token.appId === appId)
      .map((token) => ({ token, state: stateOf(token, nowMs) }));
  }

  /** When living tokens stop working, milliseconds since 1970. */
  *ends(): Iterable<number> {
    const nowMs = this.clock.nowMs();
    for (const token of this.byValue.values())
      if (isAlive(token, nowMs)) yield Math.min(token.lapsesAtMs, token.diesAtMs ?? Infinity);
  }

  /** How many forced renewals an account made today. */
  forcedToday(appId: string): number {
    return this.families.get(appId)?.stable.forcedOn(beijingDay(this.clock.nowMs())) ?? 0;
  }

  /** Kills every token of an account at once. */
  void(appId: string): void {
    const nowMs = this.clock.nowMs();
    for (const { token } of this.list(appId)) endAt(token, nowMs);
    const families = this.families.get(appId);
    if (families) families.classic.current = families.stable.current = null;
  }

  clear(): void {
    this.families.clear();
    this.byValue.clear();
  }

  private familiesOf(appId: string): Families {
    const known = this.families.get(appId);
    if (known) return known;
    const families = { classic: new ClassicTokens(), stable: new StableTokens() };
    this.families.set(appId, families);
    return families;
  }

  private terms(appId: string, family: TokenFamily): TokenTerms {
    const { token_seconds: seconds, token_overlap_seconds: overlap } = this.switches();
    return { overlapMs: overlap * 1000, mint: () => this.mint(appId, family, seconds) };
  }

  private mint(appId: string, family: TokenFamily, seconds: number): GlobalToken {
    const issuedAtMs = this.clock.nowMs();
    const length = this.switches().token_length;
    const chance = this.random
      .bytes(length)
      .toString('base64url')
      .slice(0, length - 3);
    const lapsesAtMs = issuedAtMs + seconds * 1000;
    const token = { value: `94_${chance}`, appId, family, issuedAtMs, lapsesAtMs, diesAtMs: null };
    this.forgetOldest();
    this.byValue.set(token.value, token);
    return token;
  }

  /** A current token is not forgotten, however long ago it was issued. */
  private forgetOldest(): void {
    let left = this.byValue.size - CAPACITY + 1;
    for (const [value, token] of this.byValue) {
      if (left-- <= 0) return;
      this.byValue.delete(value);
      if (this.current(token.appId, token.family) === token) this.byValue.set(value, token);
    }
  }
}

/** How a token is named where it must not be shown: 16 hex digits of its SHA-256. */
export function tokenDigest(value: string): string {
  return sha256(value).toString('hex').slice(0, 16);
}
