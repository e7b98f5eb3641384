import type { Socket } from 'node:net';
import { Client, type ClientConfig } from 'pg';

const CONNECT_TIMEOUT_MS = 1_500;

/**
 * A connection whose death is reported by the query under way, never as an unhandled event that ends the
 * process; and one that knows whether a pooler stands between it and Postgres.
 */
export class SturdyClient extends Client {
  private direct = false;

  constructor(config: ClientConfig = {}) {
    super({ ...config, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
    this.on('error', () => undefined);
  }

  /** Whether Postgres itself is at the other end, and no pooler; known after {@link findOut}. */
  get isDirect(): boolean {
    return this.direct;
  }

  /** A name under which the server may keep this statement, planned; none behind a pooler, where the next call meets another server. */
  nameFor(text: string): string | undefined {
    return this.direct ? nameOf(text) : undefined;
  }

  /** Gives up on a query that is not answered: the connection is gone, and the query fails with it. */
  cut(): void {
    this.socket.destroy();
  }

  /** What is sent from now on waits for {@link letWritesGo}, and then leaves in one write. */
  holdWrites(): void {
    this.socket.cork();
  }

  /** Ends {@link holdWrites}. */
  letWritesGo(): void {
    this.socket.uncork();
  }

  /** Before the first use. PgBouncer makes up the process id that it tells its clients; Postgres tells its own. */
  async findOut(): Promise<void> {
    // Whoever stalls after the greeting would keep its place in the pool for ever.
    const query = { text: 'SELECT pg_backend_pid() AS pid', query_timeout: CONNECT_TIMEOUT_MS };
    const { rows } = await this.query<{ pid: number }>(query).catch((error: unknown) => {
      this.cut();
      throw error;
    });
    const { processID } = this as unknown as { processID?: number };
    this.direct = rows[0]?.pid === processID;
  }

  private get socket(): Socket {
    return (this as unknown as { connection: { stream: Socket } }).connection.stream;
  }
}

/** Statements are written in the code, so they are few; should one be made up at run time after all, the server is not flooded. */
const MOST_NAMES = 500;
const names = new Map<string, string>();

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known || names.size >= MOST_NAMES) return known;
  const name = `lingpai_${names.size}`;
  names.set(text, name);
  return name;
}
