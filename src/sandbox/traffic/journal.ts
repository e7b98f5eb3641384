import { maskSecrets } from './mask.js';

/** One request to WeChat's surface and what it got. */
export interface JournalEntry {
  /** Counts up from 1 and never repeats while the sandbox runs. */
  readonly seq: number;
  /** The sandbox's time when it arrived, milliseconds since 1970. */
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  /** As sent, the app secret masked. */
  readonly query: string;
  /** As sent, the app secret masked. */
  readonly requestBody: string;
  readonly persona: string | null;
  /** Ties the calls of one login together. */
  readonly login: string | null;
  /** The rule by which the call was refused. */
  readonly rule: string | null;
  /** 0 where the connection was cut instead of answered. */
  readonly status: number;
  readonly location: string | null;
  readonly contentType: string | null;
  readonly body: string;
  /** The account it spoke for, where known. */
  readonly appId?: string | null;
  /** The caller's IP address. */
  readonly caller?: string | null;
  /** What the caller calls itself, its beginning. */
  readonly agent?: string | null;
  /** The fault that struck, by its name. */
  readonly fault?: string | null;
}

/** Is told of each entry as it is made, and with null when they are forgotten. */
export type JournalListener = (entry: JournalEntry | null) => void;

const KEPT_BODY_CHARACTERS = 4096;
const COUNTED_PATHS = 1000;
/** Of all entries together; what is older makes room. */
const KEPT_CHARACTERS = 24_000_000;

/** What was asked of WeChat, in order: the newest entries, and a count by path of all. */
export class Journal {
  private readonly ring: (JournalEntry | undefined)[] = [];
  private readonly counted = new Map<string, number>();
  private lastSeq = 0;
  private clearedSeq = 0;
  /** Entries up to this number have made room. */
  private goneSeq = 0;
  private keptCharacters = 0;
  private readonly listeners = new Set<JournalListener>();

  constructor(private readonly capacity = 20_000) {}

  record(entry: Omit<JournalEntry, 'seq'>): void {
    const seq = ++this.lastSeq;
    const kept = {
      seq,
      ...entry,
      query: maskSecrets(entry.query),
      requestBody: maskSecrets(entry.requestBody),
      body: beginningOf(entry.body),
    };
    this.makeRoom(kept);
    this.ring[(seq - 1) % this.capacity] = kept;
    for (const listener of this.listeners) listener(kept);
    const known = this.counted.has(entry.path) || this.counted.size < COUNTED_PATHS;
    const path = known ? entry.path : '(other)';
    this.counted.set(path, (this.counted.get(path) ?? 0) + 1);
  }

  /** Tells of all that happens from here on, until the answer is called. */
  watch(listener: JournalListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The number of the newest entry, 0 at the start. */
  get newestSeq(): number {
    return this.lastSeq;
  }

  /**
   * Entries after `since`, oldest first, that match; the newest `limit` (1000) of them.
   * A `path` that ends in `*` matches by prefix.
   */
  list(filter: { path?: string; login?: string; since?: number; limit?: number } = {}): JournalEntry[] {
    const limit = filter.limit ?? 1000;
    const first = Math.max(filter.since ?? 0, this.clearedSeq, this.goneSeq);
    const found: JournalEntry[] = [];
    for (let seq = this.lastSeq; seq > first && found.length < limit; seq -= 1) {
      const entry = this.ring[(seq - 1) % this.capacity]!;
      if (filter.path !== undefined && !matchesPath(filter.path, entry.path)) continue;
      if (filter.login !== undefined && entry.login !== filter.login) continue;
      found.push(entry);
    }
    return found.reverse();
  }

  /** How many calls a path had since the last {@link clear}, forgotten entries included. */
  count(path: string): number {
    return this.counted.get(path) ?? 0;
  }

  counts(): Record<string, number> {
    return Object.fromEntries(this.counted);
  }

  /** Forgets entries and counts; numbers go on. */
  clear(): void {
    this.ring.length = 0;
    this.counted.clear();
    this.clearedSeq = this.lastSeq;
    this.goneSeq = this.lastSeq;
    this.keptCharacters = 0;
    for (const listener of this.listeners) listener(null);
  }

  /** Forgets the oldest entries where there would be too many, or too much in them. */
  private makeRoom(newest: JournalEntry): void {
    this.keptCharacters += charactersOf(newest);
    while (
      this.goneSeq < newest.seq - 1 &&
      (this.keptCharacters > KEPT_CHARACTERS || newest.seq - this.goneSeq > this.capacity)
    ) {
      const place = this.goneSeq % this.capacity;
      this.keptCharacters -= charactersOf(this.ring[place]!);
      this.ring[place] = undefined;
      this.goneSeq += 1;
    }
  }
}

/** As much of a body as is kept, copied: a slice would hold on to the whole of a page of ten thousand openids. */
function beginningOf(body: string): string {
  return body.length <= KEPT_BODY_CHARACTERS
    ? body
    : Buffer.from(body.slice(0, KEPT_BODY_CHARACTERS)).toString('utf8');
}

function charactersOf({ query, requestBody, body }: JournalEntry): number {
  return query.length + requestBody.length + body.length;
}

/** The errcode in an answer, or null where it has none. */
export function errcodeOf(body: string): number | null {
  const found = /^\{\s*"errcode":\s*(-?\d+)/.exec(body);
  return found ? Number(found[1]) : null;
}

/** Whether a rule's path (`*` at the end: any continuation) names this one. */
export function matchesPath(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}
