import type { OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'pg';
import type { Clock } from '../kernel/clock/clock.js';
import { isRefusedParameter } from './connection.js';
import { SturdyClient } from './sturdy-client.js';

/** Statements under way on one connection at once; the next ones go to the pool, where many commit side by side. */
const DEPTH = 16;

/**
 * How long one statement may hold up those behind it. Whoever waits for somebody's lock, or works longer, is refused,
 * has changed nothing, and is asked again on a connection of its own.
 */
const LIMITS = { lock_timeout: 100, statement_timeout: 500 };

/** With no answer for this long, a connection is given no more to do. */
const STALLED_MS = 50;

const RETRY_MS = 1_000;

/** What lends connections: the pool, or {@link Pipelines}. */
export interface Lender {
  connect(use: Borrow): void;
}

/** Gets a connection or why there is none; `release(true)` says that it must not be used again. */
export type Borrow = (
  refused: Error | undefined,
  client: SturdyClient | undefined,
  release: (spoilt?: boolean) => void,
) => void;

/**
 * A few connections on which brief statements follow each other without waiting for the answers (PostgreSQL's protocol,
 * §55.2.4 "Pipelining"); each is still a transaction of its own. What one turn of the event loop asks leaves in one
 * write, and what Postgres answers arrives in one read: under load that is a fifth of a login's CPU.
 *
 * They open with the first use and again after a loss, in the background; until then, behind a pooler, and when all are
 * busy, there is none to lend.
 */
export class Pipelines implements OnApplicationShutdown {
  private readonly open = new Set<Pipeline>();
  private opening = false;
  private closed = false;

  /** @param most how many connections; 0 turns it off */
  constructor(
    private readonly most: number,
    private readonly clock: Clock,
  ) {}

  /** Whoever lends the least busy connection; null when there is none. `pool` tells how to connect. */
  free(pool: Pool): Lender | null {
    if (this.open.size < this.most && !this.opening && !this.closed) void this.add(pool);
    const nowMs = this.clock.monotonicMs();
    let best: Pipeline | null = null;
    for (const pipeline of this.open)
      if (pipeline.underWay < (best?.underWay ?? DEPTH) && pipeline.flows(nowMs)) best = pipeline;
    return best;
  }

  /** Lends nothing any more, and closes each connection when it has answered. */
  onApplicationShutdown(): void {
    this.closed = true;
    for (const pipeline of this.open) pipeline.retire();
  }

  private async add(pool: Pool): Promise<void> {
    this.opening = true;
    const pipeline = new Pipeline(pool, this.clock, () => this.open.delete(pipeline));
    try {
      // A pooler hands each statement to another server, and knows the limits of none.
      this.closed = !(await pipeline.start()) || this.closed;
      if (this.closed) pipeline.retire();
      else this.open.add(pipeline);
      this.opening = false;
    } catch (error) {
      pipeline.retire();
      // Whoever asks the pool meanwhile is told why.
      this.closed ||= isRefusedParameter(error);
      setTimeout(() => (this.opening = false), RETRY_MS).unref();
    }
  }
}

/** One of the connections. */
class Pipeline implements Lender {
  /** Statements sent and not answered. */
  underWay = 0;
  private readonly client: SturdyClient;
  private spoilt = false;
  private gathering = false;
  /** When something was last answered, or asked of it while it was idle. */
  private movedAtMs = 0;

  /** @param gone called when nobody may use it any more */
  constructor(
    { options }: Pool,
    private readonly clock: Clock,
    private readonly gone: () => void,
  ) {
    // pg hides the password from copies.
    const { password, application_name } = options;
    const own = { password, application_name: `${application_name} brief`, pipeline: true };
    this.client = new SturdyClient({ ...options, ...own, ...LIMITS } as object);
    this.client.once('error', gone).once('end', gone);
  }

  /** Connects; answers whether Postgres itself is at the other end. */
  async start(): Promise<boolean> {
    await this.client.connect();
    await this.client.findOut();
    return this.client.isDirect;
  }

  /** Whether it answers, as far as one can see: nobody should queue behind a statement that takes long. */
  flows(nowMs: number): boolean {
    return this.underWay === 0 || nowMs - this.movedAtMs < STALLED_MS;
  }

  connect(use: Borrow): void {
    if (this.underWay === 0) this.movedAtMs = this.clock.monotonicMs();
    this.underWay += 1;
    this.gather();
    use(undefined, this.client, (spoilt) => {
      this.underWay -= 1;
      this.movedAtMs = this.clock.monotonicMs();
      if (spoilt) this.spoilt = true;
      if (this.spoilt) this.retire();
    });
  }

  /** Takes no more, and closes once what is under way is answered. */
  retire(): void {
    this.spoilt = true;
    this.gone();
    if (this.underWay === 0) void this.client.end().catch(() => undefined);
  }

  /** What is written from now until the end of this turn of the event loop leaves at once. */
  private gather(): void {
    if (this.gathering) return;
    this.gathering = true;
    this.client.holdWrites();
    setImmediate(() => {
      this.gathering = false;
      this.client.letWritesGo();
    });
  }
}
