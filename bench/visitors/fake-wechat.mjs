// The least that answers a code exchange: every code is good once asked, and its openid is the code.
import { createServer } from 'node:http';
import { once } from 'node:events';

export async function startFakeWechat() {
  const token = `80_${'t'.repeat(106)}`;
  const refresh = `80_${'r'.repeat(106)}`;
  const server = createServer((request, response) => {
    const code = /[?&]code=([\w-]+)/.exec(request.url)?.[1] ?? 'none';
    const body = JSON.stringify({
      access_token: token,
      expires_in: 7200,
      refresh_token: refresh,
      openid: `o${code.padEnd(27, 'x')}`.slice(0, 28),
      scope: 'snsapi_base',
    });
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(body) });
    response.end(body);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
