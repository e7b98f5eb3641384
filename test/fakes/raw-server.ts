import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on the loopback that answers as it is told; each test says how. */
export class RawServer {
  readonly asked: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];
  onRequest: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) =>
    void response.end();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<RawServer> {
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        raw.asked.push({ method, url, headers, body: Buffer.concat(parts).toString('utf8') });
        raw.onRequest(request, response);
      });
    });
    const raw = new RawServer(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return raw;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Answers every request with this body. */
  answers(body: string | Buffer, status = 200, type = 'text/plain'): void {
    this.onRequest = (_request, response) => {
      response.writeHead(status, { 'content-type': type });
      response.end(body);
    };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
