// What WeChat knows of one account's global tokens: which it issued, until when each works, and why one stopped.
import { createHash } from 'node:crypto';

/** WeChat's own numbers; a test may ask for others. Seconds, but for `forcesADay`. */
export const WECHAT_RULES = {
  /** `expires_in` of a new token. */
  lifeSeconds: 7200,
  /** Stable family: from this long before its end on, a call brings a new token. */
  windowSeconds: 300,
  /** How long a superseded token goes on working. */
  overlapSeconds: 300,
  /** Stable family: a forced renewal sooner than this after the last one changes nothing. */
  forceSpacingSeconds: 30,
  forcesADay: 20,
};

/** The first twelve digits of a value's SHA-256: what a journal may show of it. */
export function digest(value) {
  return createHash('sha256').update(value).digest('hex').slice(0, 12);
}

/**
 * Both token families of one account, kept apart as WeChat keeps them: a call to one never voids a token of the other.
 * Only `now()` (milliseconds that never go back) and `mint()` (a new value) come from outside.
 */
export class TokenLedger {
  #tokens = new Map();
  #newest = { stable: null, classic: null };
  #forces = [];
  #shiftMs = 0;

  constructor({ now, mint, rules = {} }) {
    this.rules = { ...WECHAT_RULES, ...rules };
    this.#now = now;
    this.#mint = mint;
  }
  #now;
  #mint;

  /** Milliseconds on this account's clock. */
  get now() {
    return this.#now() + this.#shiftMs;
  }

  /** Lets time pass for this account at once. */
  age(seconds) {
    this.#shiftMs += seconds * 1000;
  }

  /** `/cgi-bin/stable_token`: the same token until its last five minutes, unless forced. `by` is who asks. */
  stable({ force = false, by = null } = {}) {
    const held = this.#newest.stable;
    if (!held || held.endsAt <= this.now) return this.#issue('stable', by);
    if (force) return this.#force(held, by);
    return held.expiresAt - this.now > this.rules.windowSeconds * 1000
      ? this.#again(held)
      : this.#issue('stable', by);
  }

  /** `/cgi-bin/token`: a new one every time; the one before works on for five minutes, older ones no more. */
  classic({ by = null } = {}) {
    return this.#issue('classic', by);
  }

  /**
   * What becomes of whoever uses `value` at this moment: `valid`, `overlap` (superseded, still working), or not
   * working because `superseded`, `voided` (a forced renewal), `rejected` (told to by a test), `expired` or `unknown`.
   * `by` is who caused it, `sinceMs` how long ago it stopped working.
   */
  judge(value) {
    const token = this.#tokens.get(value);
    if (!token) return { works: false, state: 'unknown', by: null, sinceMs: 0 };
    const { now } = this;
    const sinceMs = now - token.endsAt;
    const told = (works, state) => ({ works, state, by: token.endedBy, family: token.family, sinceMs });
    if (token.rejected) return told(false, 'rejected');
    if (now >= token.expiresAt) return told(false, 'expired');
    if (now >= token.endsAt) return told(false, token.endsBecause);
    return told(true, this.#newest[token.family] === token ? 'valid' : 'overlap');
  }

  /** From now on WeChat calls this one dead, for no reason it tells, and goes on giving it until it is forced. */
  reject(value) {
    const token = this.#tokens.get(value);
    if (token) token.rejected = true;
  }

  /** Seconds until the newest token of a family expires; null when there is none. */
  remaining(family) {
    const held = this.#newest[family];
    return held && (held.expiresAt - this.now) / 1000;
  }

  /** The newest value of a family, or null. */
  current(family) {
    return this.#newest[family]?.value ?? null;
  }

  #force(held, by) {
    const { forceSpacingSeconds, forcesADay } = this.rules;
    const today = this.#forces.filter((at) => this.now - at < 86_400_000);
    if (today.length > 0 && this.now - today.at(-1) < forceSpacingSeconds * 1000) return this.#again(held);
    if (today.length >= forcesADay) return { errcode: 45009 };
    this.#forces.push(this.now);
    return this.#issue('stable', by, { voids: true });
  }

  #issue(family, by, { voids = false } = {}) {
    const { lifeSeconds, overlapSeconds } = this.rules;
    const { now } = this;
    const before = this.#newest[family];
    for (const token of this.#tokens.values()) {
      if (token.family !== family || token.endsAt <= now) continue;
      const until = token === before && !voids ? now + overlapSeconds * 1000 : now;
      if (until >= token.endsAt) continue;
      Object.assign(token, { endsAt: until, endsBecause: voids ? 'voided' : 'superseded', endedBy: by });
    }
    const expiresAt = now + lifeSeconds * 1000;
    const token = { value: this.#mint(), family, expiresAt, endsAt: expiresAt, endsBecause: 'expired' };
    this.#tokens.set(token.value, { ...token, endedBy: null, rejected: false });
    this.#newest[family] = this.#tokens.get(token.value);
    return { value: token.value, expiresIn: lifeSeconds };
  }

  #again({ value, expiresAt }) {
    return { value, expiresIn: Math.floor((expiresAt - this.now) / 1000) };
  }
}
