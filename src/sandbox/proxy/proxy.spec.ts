import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { SystemClock } from '../../kernel/clock/system-clock.js';
import { SystemRandom } from '../../kernel/random/system-random.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { ask, aSandbox } from '../testing/a-sandbox.js';
import { Authority } from '../tls/authority.js';

const clock = new SystemClock();
const authority = Authority.create(new SystemRandom(), clock.now());
let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox({ clock, tls: { port: 0, authority } });
});
afterAll(() => sandbox.close());

/** What the proxy says of a target, and the way there. */
async function tunnelTo(target: string, at = sandbox): Promise<{ said: string; socket: Socket }> {
  const socket = connect(at.port, '127.0.0.1');
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  return { said: chunk.toString(), socket };
}

/** A GET through a socket that leads somewhere. */
function getThrough(socket: Socket, host: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({
      createConnection: () => socket,
      headers: { host, connection: 'close' },
      path,
    });
    sent.on('error', reject).end();
    sent.on('response', (response) => {
      let text = `${response.statusCode} `;
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve(text));
    });
  });
}

async function getAsWeChat(socket: Socket, host: string, path: string): Promise<string> {
  const secure = connectSecurely({ socket, servername: host, ca: authority.certificate });
  await once(secure, 'secureConnect');
  return getThrough(secure, host, path);
}

const REFUSED_BY_WECHAT = '200 {"errcode":41002';

describe('over TLS', () => {
  it.each(['api.weixin.qq.com', 'sh.api.weixin.qq.com', 'open.weixin.qq.com', 'mp.weixin.qq.com'])(
    'leads to %s with a certificate for it',
    async (host) => {
      const { said, socket } = await tunnelTo(`${host}:443`);
      expect(said).toMatch(/^HTTP\/1\.1 200 /);
      expect(await getAsWeChat(socket, host, '/cgi-bin/token')).toContain(REFUSED_BY_WECHAT);
    },
  );

  it('answers on a port of its own as well', async () => {
    const text = await new Promise((resolve, reject) => {
      const url = `${sandbox.tlsUrl}/cgi-bin/token`;
      const sent = httpsRequest(url, { ca: authority.certificate, agent: false }, (response) => {
        response.resume().on('end', () => resolve(response.headers['x-lingpai-sandbox']));
      });
      sent.on('error', reject).end();
    });
    expect(text).toBe('1');
  });

  it('is known to those alone who trust its authority', async () => {
    const { socket } = await tunnelTo('api.weixin.qq.com:443');
    const stranger = connectSecurely({ socket, servername: 'api.weixin.qq.com' });
    const [error] = (await once(stranger, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });

  it('is not there where nobody asked for it', async () => {
    const plain = await aSandbox();
    const { said } = await tunnelTo('api.weixin.qq.com:443', plain);
    expect(said).toMatch(/^HTTP\/1\.1 501 [^]*lingpai sandbox --tls/);
    expect(plain.tlsUrl).toBeNull();
    await plain.close();
  });
});

describe('without TLS', () => {
  it('leads to WeChat on port 80', async () => {
    const { socket } = await tunnelTo('api.weixin.qq.com:80');
    expect(await getThrough(socket, 'api.weixin.qq.com', '/cgi-bin/token')).toContain(REFUSED_BY_WECHAT);
  });

  it.each(['http://api.weixin.qq.com', 'https://api.weixin.qq.com', 'http://api.weixin.qq.com:80'])(
    'answers a request in absolute form for %s',
    async (origin) => {
      const reply = await ask(sandbox, `${origin}/cgi-bin/token?a=http://b/c`);
      expect(reply.text).toMatch(/^\{"errcode":41002/);
      const { path, query } = sandbox.world.journal.list().at(-1)!;
      expect([path, query]).toEqual(['/cgi-bin/token', 'a=http://b/c']);
    },
  );

  it('refuses a request in absolute form for others', async () => {
    for (const target of ['http://example.com/', 'http://localhost:1/', 'https://weixin.qq.com.example/']) {
      expect(JSON.parse((await ask(sandbox, target)).text)).toMatchObject({
        code: 'sandbox.foreign_proxy_target',
      });
    }
    expect((await ask(sandbox, `http://127.0.0.1:${sandbox.port}/_sandbox/health`)).status).toBe(200);
  });
});

describe('to others', () => {
  it.each([
    'example.com:443',
    'weixin.qq.com.example:443',
    'evilweixin.qq.com:443',
    '10.0.0.1:80',
    '169.254.169.254:80',
    'localhost.example:80',
    'localhost',
    'localhost:99999',
  ])('does not lead: %s', async (target) => {
    const { said } = await tunnelTo(target);
    expect(said).toMatch(/^HTTP\/1\.1 403 /);
  });

  it('leads on this machine, and says where nobody listens', async () => {
    const app = createServer((_request, response) => response.end('business'));
    app.listen(0, '127.0.0.1');
    await once(app, 'listening');
    const { port } = app.address() as AddressInfo;
    const { socket } = await tunnelTo(`127.0.0.1:${port}`);
    expect(await getThrough(socket, 'localhost', '/')).toBe('200 business');
    app.close();
    app.closeAllConnections();
    await once(app, 'close');
    expect((await tunnelTo(`127.0.0.1:${port}`)).said).toMatch(/^HTTP\/1\.1 502 /);
  });

  it('cuts its tunnels when the sandbox ends', async () => {
    const ending = await aSandbox({ clock, tls: { port: 0, authority } });
    const toWeChat = await tunnelTo('api.weixin.qq.com:443', ending);
    const elsewhere = await tunnelTo(`127.0.0.1:${sandbox.port}`, ending);
    const cut = Promise.all([toWeChat, elsewhere].map(({ socket }) => once(socket, 'close')));
    await ending.close();
    await cut;
  });
});
