import { Pool } from 'undici';

/** What one request got. */
export class Answer {
  constructor(
    readonly method: string,
    /** The address as it was asked for, without a fragment. */
    readonly url: string,
    readonly status: number,
    readonly headers: Readonly<Record<string, string | string[] | undefined>>,
    readonly bytes: Buffer,
  ) {}

  get body(): string {
    return this.bytes.toString('utf8');
  }

  /** `Set-Cookie` lines as they came. */
  get cookies(): string[] {
    return [this.headers['set-cookie'] ?? []].flat();
  }

  /** `Location` as it came. */
  get location(): string | null {
    const { location } = this.headers;
    return typeof location === 'string' ? location : null;
  }

  /** The body as JSON. */
  json(): Record<string, unknown> {
    return JSON.parse(this.body) as Record<string, unknown>;
  }
}

/** One request, as it goes out. */
export interface Sending {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * The way from browsers to servers: says which local port answers for an origin, so that a test can stand
 * behind any public address and choose the process that serves it. Remembers what it carried back.
 */
export class Network {
  readonly heard: Answer[] = [];
  private readonly pools = new Map<string, Pool>();

  /** `routes`: origin → port on 127.0.0.1. */
  constructor(routes: Readonly<Record<string, number>>) {
    for (const [origin, port] of Object.entries(routes))
      this.pools.set(origin, new Pool(`http://127.0.0.1:${port}`, { connections: 128 }));
  }

  /** Whether somebody answers for this origin here; anywhere else no test ever goes. */
  leadsTo(origin: string): boolean {
    return this.pools.has(origin);
  }

  /** Rejects when the connection breaks, and for an origin nobody answers for. */
  async send({ method, url, headers, body }: Sending): Promise<Answer> {
    const pool = this.pools.get(url.origin);
    if (!pool) throw new Error(`nobody answers for ${url.origin} in this test`);
    const reply = await pool.request({
      method: method as 'GET',
      path: url.pathname + url.search,
      headers: { host: url.host, ...headers },
      body,
    });
    const bytes = Buffer.from(await reply.body.arrayBuffer());
    const address = url.origin + url.pathname + url.search;
    const answer = new Answer(method, address, reply.statusCode, reply.headers, bytes);
    this.heard.push(answer);
    return answer;
  }

  async close(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.destroy()));
  }
}
