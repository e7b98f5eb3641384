import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import { Clock } from '../kernel/clock/clock.js';

/** What is known of a search before it is made. */
export interface SearchSize {
  /** Users of all accounts whose nickname matches, about. */
  readonly matches: number;
  /** Users of all accounts, about. */
  readonly users: number;
}

/** Of how many nicknames each common character or pair is part. */
interface Frequencies {
  readonly users: number;
  readonly nicknames: number;
  readonly byGram: ReadonlyMap<string, number>;
  /** Of one that is not among the common. */
  readonly rare: number;
}

interface Row {
  readonly users: number;
  readonly nicknames: number;
  readonly grams: readonly string[] | null;
  readonly frequencies: readonly number[] | null;
}

/** Postgres gathers statistics anew when a tenth of a table has changed: they need no closer look than this. */
const READ_EVERY_MS = 5 * 60 * 1_000;

/** How common nicknames are, from the statistics that Postgres keeps for its planner: nothing is read for a search. */
@Injectable()
export class NicknameStatistics {
  private held: Frequencies | null = null;
  private readAtMs = -Infinity;
  private reading: Promise<Frequencies> | null = null;

  constructor(
    private readonly sql: Sql,
    private readonly clock: Clock,
  ) {}

  /** About how many nicknames hold `q`: as if its pairs of characters came together by chance. */
  async sizeOf(q: string): Promise<SearchSize> {
    const { users, nicknames, byGram, rare } = await this.frequencies();
    const share = gramsOf(q).reduce((product, gram) => product * (byGram.get(gram) ?? rare), 1);
    return { users, matches: nicknames * share };
  }

  /** Those held, and newer ones for the next who asks. */
  private async frequencies(): Promise<Frequencies> {
    if (this.held && this.clock.monotonicMs() - this.readAtMs < READ_EVERY_MS) return this.held;
    this.reading ??= this.read().finally(() => (this.reading = null));
    if (!this.held) return this.reading;
    this.reading.catch(() => undefined);
    return this.held;
  }

  private async read(): Promise<Frequencies> {
    const startedAtMs = this.clock.monotonicMs();
    const row = await this.sql.one<Row>(
      `SELECT greatest(users.reltuples, 0)::float8 AS users, greatest(nicknames.reltuples, 0)::float8 AS nicknames,
         s.most_common_elems::text::text[] AS grams, s.most_common_elem_freqs AS frequencies
       FROM pg_class users, pg_class nicknames
       LEFT JOIN pg_stats s ON s.tablename = 'user_nickname_grams_idx' AND s.schemaname = current_schema()
       WHERE users.oid = 'wechat_user'::regclass AND nicknames.oid = 'user_nickname'::regclass`,
    );
    const { users = 0, nicknames = 0, grams, frequencies } = row ?? {};
    const byGram = new Map((grams ?? []).map((gram, at) => [gram, frequencies?.[at] ?? 0]));
    // Behind the frequencies stands the smallest of them.
    const least = frequencies?.[byGram.size] ?? 0;
    this.readAtMs = startedAtMs;
    return (this.held = { users, nicknames, byGram, rare: least / 2 });
  }
}

/** What the index is asked for: pairs of characters, or the one there is; as `sought_grams` has them. */
function gramsOf(q: string): string[] {
  const characters = [...q.normalize('NFKC').toLowerCase()];
  if (characters.length < 2) return characters;
  return characters.slice(1).map((character, before) => characters[before]! + character);
}
