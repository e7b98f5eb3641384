import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock/clock.js';
import { isApiScope } from './api-scopes.js';
import { ApiKeyRepository, type LiveKeyRow } from './api-key.repository.js';
import { noCalls } from './call-counts.js';
import type { Caller } from './caller.js';
import { Networks } from './networks.js';

/** How long the last good copy goes on serving while the database is away. */
const COPY_SERVES_MS = 10 * 60 * 1_000;
/** Everybody with an unknown key who comes within this time shares one look into the database. */
const GATHER_MS = 100;

interface Held {
  readonly caller: Caller;
  /** What the caller was made of; the same text makes the same caller. */
  readonly made: string;
  /** When the key lapses, on the monotonic clock. */
  readonly untilMs: number;
}

/**
 * Every live key in memory, by digest. Read anew each second, so that what one instance changes the others
 * know within two; while the database is away the last good copy serves for ten minutes.
 */
@Injectable()
export class KnownCallers {
  private held: ReadonlyMap<string, Held> = new Map();
  private readAtMs = -Infinity;
  private reading: Promise<void> | null = null;
  private gathering: Promise<void> | null = null;

  constructor(
    private readonly rows: ApiKeyRepository,
    private readonly clock: Clock,
  ) {}

  /** Who holds the key with this digest; null when nobody does as far as memory tells, or its copy is too old. */
  find(digest: string): Caller | null {
    const held = this.held.get(digest);
    if (!held) return null;
    const nowMs = this.clock.monotonicMs();
    return nowMs < held.untilMs && nowMs - this.readAtMs <= COPY_SERVES_MS ? held.caller : null;
  }

  /**
   * The same, for a key that memory does not know: it may have been made a moment ago on another instance. However
   * many ask, the database is read ten times a second at most.
   * @throws DatabaseUnavailable when there is no copy that could serve
   */
  async findAnew(digest: string): Promise<Caller | null> {
    if (this.clock.monotonicMs() - this.readAtMs > COPY_SERVES_MS) await this.refresh();
    else await this.newerCopy();
    return this.find(digest);
  }

  /** Reads the copy anew; joins a reading under way, so that there are never two. @throws DatabaseUnavailable */
  refresh(): Promise<void> {
    this.reading ??= this.read().finally(() => (this.reading = null));
    return this.reading;
  }

  /** Resolves with a copy whose reading began after this call, or with the last good one when there is none. */
  private newerCopy(): Promise<void> {
    this.gathering ??= (async () => {
      await this.clock.pause(GATHER_MS);
      // Whoever comes from now on may ask for a key that this reading does not see.
      this.gathering = null;
      await this.reading?.catch(() => undefined);
      await this.refresh().catch(() => undefined);
    })();
    return this.gathering;
  }

  private async read(): Promise<void> {
    const beganMs = this.clock.monotonicMs();
    const rows = await this.rows.live();
    this.held = new Map(rows.map((row) => [row.digest, this.hold(row, beganMs)]));
    this.readAtMs = beganMs;
  }

  private hold(row: LiveKeyRow, readAtMs: number): Held {
    const untilMs = row.secondsLeft === null ? Infinity : readAtMs + row.secondsLeft * 1_000;
    const { id, name, prefix, scopes, accountId, accountKey, cidrs } = row;
    const made = JSON.stringify([id, name, prefix, scopes, accountId, accountKey, cidrs]);
    const before = this.held.get(row.digest);
    return before?.made === made ? { ...before, untilMs } : { made, untilMs, caller: callerOf(row) };
  }
}

function callerOf({ id, name, prefix, scopes, accountId, accountKey, cidrs }: LiveKeyRow): Caller {
  return {
    id,
    name,
    prefix,
    account: accountId !== null && accountKey !== null ? { id: accountId, key: accountKey } : null,
    // A newer build may know scopes that this one does not.
    scopes: new Set(scopes.filter(isApiScope)),
    networks: cidrs.length > 0 ? new Networks(cidrs) : null,
    tally: { blank: true, counts: noCalls() },
  };
}
