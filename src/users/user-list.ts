import { Injectable } from '@nestjs/common';
import type { Sql as Statement } from 'sql-template-tag';
import type { Account } from '../accounts/account.entity.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { Sql } from '../database/sql.js';
import { NicknameSearch } from './nickname-search.js';
import type { UserFilter, UserPosition, UserSort } from './user-filter.js';
import { conditionsOf, matchesOf, type Phase, type Stretch, stretchOf } from './user-list.statement.js';
import type { ListedUser } from './user-view.js';

/** Up to this many are counted; beyond, the number is the planner's. */
export const EXACT_COUNT = 10_000;
/** A planner that expects more than this need not be doubted. */
const SURELY_MORE = 2 * EXACT_COUNT;
/** To count what a search and a filter have in common, more than this is not read. */
const MOST_READ = 50_000;
const STREAM_STEP = 200;
/** Statements are kept by their text, and the number of rows is part of it: these serve all. */
const LIMITS = [21, 51, 101, STREAM_STEP + 1];
const MOST_KEPT = 100;

/** Some users, and where the list goes on; null: it ends here. */
export interface UserPage {
  readonly users: ListedUser[];
  readonly next: UserPosition | null;
}

/** How many there are; where not exact, about: three digits of an estimate. */
export interface UserCount {
  readonly count: number;
  readonly exact: boolean;
}

type Row = ListedUser & { readonly accountId: string; account: string; readonly at: string | null };

/** The users of an account, or of all, filtered and in order: page by page, counted, or all of them one after another. */
@Injectable()
export class UserList {
  private readonly kept = new Set<string>();

  constructor(
    private readonly sql: Sql,
    private readonly accounts: AccountsService,
    private readonly search: NicknameSearch,
  ) {}

  /** The users after a place in the list. However deep it lies, this costs what the first page costs. @param limit 1 and more */
  async page(
    among: Account | 'all',
    filter: UserFilter,
    sort: UserSort,
    after: UserPosition | null,
    limit: number,
  ): Promise<UserPage> {
    const keys = await this.keysOf(among);
    const accountIds = [...keys.keys()];
    const meanings =
      filter.q === undefined ? [null] : await this.search.meanings(filter.q, accountIds, limit);
    let rows: Row[] = [];
    for (const meaning of meanings) {
      const conditions = [...conditionsOf(filter), ...(meaning ? [meaning] : [])];
      rows = await this.rows({ accountIds, conditions, sort, after, limit: limit + 1 }, filter);
      if (rows.length > 0) break;
    }
    const users = rows.slice(0, limit);
    const last = users.at(-1);
    // The rows themselves: a copy of each would cost as much as writing the whole page.
    for (const user of users) user.account = keys.get(user.accountId)!;
    return {
      users,
      next: last && rows.length > limit ? { at: last.at, id: last.id } : null,
    };
  }

  /**
   * How many users a filter finds: exactly up to ten thousand, then about. Never reads more than is told here: a search for
   * a common nickname among few users is estimated as well.
   */
  async count(among: Account | 'all', filter: UserFilter): Promise<UserCount> {
    const accountIds = [...(await this.keysOf(among)).keys()];
    const conditions = conditionsOf(filter);
    let expected = await this.expected(accountIds, conditions);
    let counted = 0;
    if (filter.q !== undefined) {
      const { matches, users } = await this.search.sizeOf(filter.q);
      const toRead = Math.min(expected, matches);
      expected *= matches / Math.max(1, users);
      if (expected > SURELY_MORE) return about(expected);
      if (toRead > MOST_READ) return { count: roughly(expected), exact: false };
    }
    const meanings =
      filter.q === undefined ? [null] : await this.search.meanings(filter.q, accountIds, Infinity);
    for (const meaning of meanings) {
      const all = [...conditions, ...(meaning ? [meaning] : [])];
      const { text, values } = matchesOf(accountIds, all, EXACT_COUNT + 1);
      const [row] = await this.sql.plannedRows<{ n: string }>(
        `SELECT count(*) AS n FROM (${text}) few`,
        values,
      );
      counted = Number(row!.n);
      if (counted > 0) break;
    }
    return counted <= EXACT_COUNT ? { count: counted, exact: true } : about(expected);
  }

  /**
   * All of them, some at a time, for exports: each step is a statement of its own, so that a slow reader holds neither a
   * connection nor a snapshot, and what is in memory stays the same however long the list is.
   */
  async *stream(
    among: Account | 'all',
    filter: UserFilter,
    sort: UserSort = '-first_seen_at',
    step = STREAM_STEP,
  ): AsyncGenerator<ListedUser[]> {
    const from = (after: UserPosition | null): Promise<UserPage> => {
      const page = this.page(among, filter, sort, after, step);
      // Whoever stops reading does not hear how the page ahead ends.
      page.catch(() => undefined);
      return page;
    };
    let coming: Promise<UserPage> | null = from(null);
    while (coming) {
      const { users, next }: UserPage = await coming;
      // Fetched while the reader is busy with this one.
      coming = next && from(next);
      if (users.length > 0) yield users;
    }
  }

  /** At least `limit` rows where there are as many, stretch by stretch. */
  private async rows(wanted: Omit<Stretch, 'phase'>, filter: UserFilter): Promise<Row[]> {
    const { sort, after } = wanted;
    const rows: Row[] = [];
    for (const phase of phasesOf(filter, sort, after)) {
      const limit = roundedUp(wanted.limit - rows.length);
      if (limit <= 0) break;
      const from = phase === 'undated' && after?.at !== null ? null : after;
      const { text, values } = stretchOf({ ...wanted, phase, after: from, limit });
      rows.push(...(await this.run<Row>(text, values, filter, sort)));
    }
    return rows;
  }

  /** A statement whose best plan is always the same one is planned once; there are few of them, and never many. */
  private run<T>(text: string, values: unknown[], filter: UserFilter, sort: UserSort): Promise<T[]> {
    // Whether to walk in order or to sort what the filter finds depends on how many it finds.
    const depends = isByLogin(sort) && (filter.subscribed !== undefined || filter.scope !== undefined);
    if (!depends && this.kept.size < MOST_KEPT) this.kept.add(text);
    return this.kept.has(text) && !depends
      ? this.sql.rows<T>(text, values)
      : this.sql.plannedRows<T>(text, values);
  }

  /** The keys of the accounts, by id. */
  private async keysOf(among: Account | 'all'): Promise<Map<string, string>> {
    const accounts = among === 'all' ? await this.accounts.all() : [among];
    return new Map(accounts.map(({ id, key }) => [id, key]));
  }

  /** How many the planner expects; nothing is read. */
  private async expected(accountIds: readonly string[], conditions: readonly Statement[]): Promise<number> {
    const { text, values } = matchesOf(accountIds, conditions);
    const [row] = await this.sql.plannedRows<PlanRow>(`EXPLAIN (FORMAT JSON) ${text}`, values);
    return row?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0;
  }
}

/** A row of `EXPLAIN (FORMAT JSON)`. */
interface PlanRow {
  readonly 'QUERY PLAN': readonly { readonly Plan: { readonly 'Plan Rows': number } }[];
}

function roundedUp(limit: number): number {
  return limit <= 0 ? 0 : (LIMITS.find((candidate) => candidate >= limit) ?? limit);
}

function isByLogin(sort: UserSort): boolean {
  return sort.endsWith('last_login_at');
}

/** First those who have the time by which the list is ordered, then those who have none, where there may be any. */
function phasesOf(filter: UserFilter, sort: UserSort, after: UserPosition | null): Phase[] {
  if (!isByLogin(sort)) return ['dated'];
  if (after?.at === null) return ['undated'];
  // A scope is granted by signing in.
  return filter.scope !== undefined || filter.lastLogin ? ['dated'] : ['dated', 'undated'];
}

function about(expected: number): UserCount {
  return { count: roughly(Math.max(expected, EXACT_COUNT + 1)), exact: false };
}

function roughly(expected: number): number {
  return Number(expected.toPrecision(3));
}
