import type { ApiScope } from './api-scopes.js';
import type { Tally } from './call-counts.js';
import type { Networks } from './networks.js';

/** A backend that uses our API: the bearer of a live key. */
export interface Caller {
  /** The id of its key, the same in `lingpai api-key list`. */
  readonly id: string;
  readonly name: string;
  /** The key's first eight characters. */
  readonly prefix: string;
  /** The one account it may ask about; null: every account. */
  readonly account: { readonly id: string; readonly key: string } | null;
  readonly scopes: ReadonlySet<ApiScope>;
  /** Where it may come from; null: from anywhere. */
  readonly networks: Networks | null;
  /** How often it called since that was last gathered. */
  readonly tally: Tally;
}
