/** What is done to a row when its person is erased. */
export type Erased =
  /** The row goes. */
  | { readonly how: 'deleted'; readonly unless?: string }
  /** The row stays, to tell the same message from a new one, and names nobody any more: `set` is SQL. */
  | { readonly how: 'blanked'; readonly set: string };

/**
 * A table that holds something on a person. The conditions are SQL over its row `t` and the person `who`, one row of
 * `account_id, openid, user_id, person_id, marks`: the ids are null when we know no such user, and `marks` are those that
 * their openid may have been given (`PersonMarks`).
 */
export interface Holding {
  readonly table: string;
  /** What it is, in a few words, for whoever reads an export or the inventory. */
  readonly about: string;
  /** What it is held for. */
  readonly purpose: string;
  /** The person's rows. */
  readonly found: string;
  readonly erased: Erased;
  /** Columns of an export. */
  readonly shown: readonly string[];
  /** What an export shows beside them, by name: SQL over `t`. */
  readonly also?: Readonly<Record<string, string>>;
  /** Columns that an export names and does not show: secrets, digests, and our own bookkeeping. */
  readonly held: readonly string[];
  /** Its rows tell of the person at another account too: whoever may ask about one account alone is not shown them. */
  readonly acrossAccounts?: boolean;
  /** For how long, in words; the periods that can be set are in `src/config/retention.ts`. */
  readonly kept: string;
  /** Where openids stand in clear, and since when: the sweep compares them with the tombstones. */
  readonly openids?: readonly OpenidColumn[];
}

/** A column with openids in clear. */
export interface OpenidColumn {
  /** The column with the account whose openid it is. */
  readonly account: string;
  readonly column: string;
  /** The column that says since when the row is there. */
  readonly since: string;
}
