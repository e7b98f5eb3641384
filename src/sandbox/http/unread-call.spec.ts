import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect as connectSecurely } from 'node:tls';
import { SystemClock } from '../../kernel/clock/system-clock.js';
import { SilentLog } from '../../kernel/logging/log.js';
import { SystemRandom } from '../../kernel/random/system-random.js';
import { type RunningSandbox, startSandbox } from '../start-sandbox.js';
import { Authority } from '../tls/authority.js';

const clock = new SystemClock();
const random = new SystemRandom();
let sandbox: RunningSandbox;
beforeAll(async () => {
  const authority = Authority.create(random, clock.now());
  const log = new SilentLog();
  sandbox = await startSandbox({
    port: 0,
    log,
    clock,
    random,
    webRoot: 'web/phone',
    tls: { port: 0, authority },
  });
});
afterAll(() => sandbox.close());

/** What comes back to these bytes, over TLS or not, until the other side ends it. */
async function say(bytes: string, secure: boolean): Promise<string> {
  const port = Number(new URL(secure ? sandbox.tlsUrl! : sandbox.url).port);
  const socket = secure
    ? connectSecurely({ host: '127.0.0.1', port, rejectUnauthorized: false })
    : connect(port, '127.0.0.1');
  socket.write(bytes, 'latin1');
  return text(socket);
}

describe.each([false, true])('over TLS: %s', (secure) => {
  it.each([
    ['a line that is none', 'NONSENSE\r\n\r\n', 400],
    ['characters that are none', 'GET /\u0001我 HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
    ['no Host', 'GET /sns/userinfo HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['headers without end', `GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    [
      'an expectation',
      'GET / HTTP/1.1\r\nHost: localhost\r\nExpect: wonders\r\nConnection: close\r\n\r\n',
      417,
    ],
  ])('%s is refused by the sandbox, and the answer says so', async (_what, bytes, status) => {
    const answer = await say(bytes, secure);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toMatch(/^x-lingpai-sandbox: 1\r$/m);
    const at = answer.indexOf('\r\n\r\n') + 4;
    expect(Number(/^content-length: (\d+)\r$/m.exec(answer)![1])).toBe(answer.length - at);
  });

  it('HTTP/1.0, which needs no Host, is answered as ever', async () => {
    const answer = await say('GET /favicon.ico HTTP/1.0\r\n\r\n', secure);
    expect(answer).toMatch(/^HTTP\/1\.1 204 /);
  });
});

it('a handshake that is none gets no answer in clear', async () => {
  const socket = connect(Number(new URL(sandbox.tlsUrl!).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  expect(await text(socket).catch(() => '')).not.toContain('HTTP');
});
