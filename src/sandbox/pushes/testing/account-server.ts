import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that came to an account's server. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** As sent, without the question mark. */
  readonly search: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** What it does about one: a body that is sent with status 200, or the response in hand; undefined leaves it open. */
export type Reaction = (received: Received, response: ServerResponse) => string | Buffer | undefined;

/** The server of an account, for tests: keeps what comes, echoes handshakes, answers as it is told. */
export class AccountServer {
  readonly received: Received[] = [];
  react: Reaction = () => 'success';

  private constructor(private readonly server: ReturnType<typeof createServer>) {}

  static async start(): Promise<AccountServer> {
    const server = createServer();
    const account = new AccountServer(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const url = new URL(request.url!, 'http://localhost');
        const received = {
          method: request.method!,
          path: url.pathname,
          query: url.searchParams,
          search: url.search.slice(1),
          headers: request.headers,
          rawHeaders: request.rawHeaders,
          body: Buffer.concat(chunks).toString('utf8'),
        };
        account.received.push(received);
        const answer = account.react(received, response);
        if (answer !== undefined) response.end(answer);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return account;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/wechat`;
  }

  /** As new. */
  reset(): void {
    this.received.length = 0;
    this.react = () => 'success';
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
