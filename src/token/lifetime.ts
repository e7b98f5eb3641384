import type { TokenMode } from '../accounts/account.entity.js';

/**
 * How long before its end a credential is renewed, in seconds. Stable: WeChat gives another token only in the last
 * five minutes, and both work through them. Classic: ten minutes, twice what the old one is said to live on.
 */
const MARGIN_SECONDS = { stable: 300, classic: 600 } as const;
/** Spreads what lapses together. */
const JITTER_SECONDS = 60;
/** WeChat may give the same token again: it is not asked anew before this. */
const PAUSE_SECONDS = 15;

/**
 * In how many seconds a credential that lives `lifeSeconds` more is to be renewed: its margin ahead of the end, up to a
 * minute later by chance, at half its life when that is shorter than two margins.
 * @param chance from 0 to 1
 */
export function renewInSeconds(mode: TokenMode, lifeSeconds: number, chance: number): number {
  const margin = Math.min(MARGIN_SECONDS[mode], lifeSeconds / 2);
  const jitter = Math.min(JITTER_SECONDS, margin / 5) * chance;
  return lifeSeconds - margin + jitter;
}

/** The same, when WeChat gave the very token that we have. */
export function askAgainInSeconds(mode: TokenMode, lifeSeconds: number, chance: number): number {
  return Math.max(renewInSeconds(mode, lifeSeconds, chance), Math.min(PAUSE_SECONDS, lifeSeconds / 2));
}
