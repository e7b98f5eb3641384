import type { Words } from '../../words/words';

/** What a cause or a failure means and what to do about it. */
export interface Explanation {
  readonly what: string;
  readonly remedy: string;
}

/** Codes of WeChat that mean the same to whoever has to act. */
const SAME: Readonly<Record<string, string>> = {
  40001: 'secret_reset',
  40125: 'secret_reset',
  40243: 'secret_frozen',
  40013: 'account_state',
  50004: 'account_state',
  50007: 'account_state',
  61004: '40164',
  61024: 'account_state',
  89503: '89501',
};

/** In the operator's language where we have the words, otherwise as the server tells it. */
export function explain(words: Words, code: string, told: Explanation | null): Explanation | null {
  const known = words.tokens.advice as Record<string, Explanation | undefined>;
  return known[SAME[code] ?? code] ?? told;
}

const ADDRESS = /invalid ip ([0-9.]{7,15}|[0-9a-f.]*:[0-9a-f:.]{1,43})(?=[\s,]|$)/i;

/** The address of ours that WeChat says is not on the whitelist. */
export function addressToWhitelist(said: string | null): string | null {
  return ADDRESS.exec(said ?? '')?.[1] ?? null;
}

/** Causes that somebody outside is behind. */
export const STRANGERS: ReadonlySet<string | null> = new Set(['fetched_elsewhere', 'forced_elsewhere']);
