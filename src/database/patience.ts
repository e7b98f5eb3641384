/** How often we look around, in milliseconds. */
const ROUND_MS = 250;
/** How many rounds a wait may last: 2.75 s, so that whoever asked is answered within three. */
const ROUNDS = 11;

/** Somebody waiting for the database. */
export interface Wait {
  /** Nobody waits any more: it ended, or took too long. */
  over: boolean;
  readonly since: number;
  readonly giveUp: () => void;
}

/**
 * Ends waits that last too long, whatever they wait for: a place in the pool, a connection, an answer. One look
 * around for all of them, because two timers for every query cost a fifth of the query.
 */
export class Patience {
  private readonly waits = new Set<Wait>();
  private round = 0;
  private looking: NodeJS.Timeout | null = null;

  /** Begins a wait; `giveUp` is called unless {@link end} comes first. */
  start(giveUp: () => void): Wait {
    // Does not keep the process alive, and runs on once begun: stopping and starting would cost as much as timers.
    this.looking ??= setInterval(() => this.lookAround(), ROUND_MS).unref();
    const wait = { over: false, since: this.round, giveUp };
    this.waits.add(wait);
    return wait;
  }

  /** Ends a wait that was worth it. */
  end(wait: Wait): void {
    wait.over = true;
    this.waits.delete(wait);
  }

  /** One round has passed. */
  lookAround(): void {
    this.round += 1;
    for (const wait of this.waits) {
      // The oldest come first.
      if (this.round - wait.since <= ROUNDS) return;
      this.end(wait);
      wait.giveUp();
    }
  }
}
