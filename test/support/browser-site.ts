import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a page of somebody else's answers: its HTML, or where it leads instead. */
export type SiteAnswer = { readonly html: string } | { readonly to: string };

/** Somebody else's server, on this machine. */
export interface Site {
  /** Scheme, host and port. */
  readonly origin: string;
  /** The paths and queries that were asked for, in order. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/**
 * Publishes the pages of a business server that is not ours, on a port of its own. Its host is `localhost`: to
 * cookies the same site as the server and the sandbox, to scripts another origin.
 */
export async function publishSite(answer: (page: URL) => SiteAnswer, host = 'localhost'): Promise<Site> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const page = new URL(request.url!, originOf(request, host));
    asked.push(`${page.pathname}${page.search}`);
    const answered = answer(page);
    if ('to' in answered) return response.writeHead(302, { location: answered.to }).end();
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    return response.end(
      `<!doctype html><html lang="zh-CN"><link rel="icon" href="data:,">${answered.html}</html>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://${host}:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function originOf({ socket }: IncomingMessage, host: string): string {
  return `http://${host}:${socket.localPort}`;
}
