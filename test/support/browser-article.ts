import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Somebody else's page with one link on it: another site, as far as cookies are concerned. */
export interface Article {
  readonly url: string;
  close(): Promise<void>;
}

/** Publishes an article that links to `address`. */
export async function publishArticle(address: string): Promise<Article> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(
      `<!doctype html><html lang="zh-CN"><title>一篇文章</title><link rel="icon" href="data:,">` +
        `<a href="${address}">会员中心</a></html>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/article`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
