import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { sendRaw } from '../../../test/support/visitor-raw-socket.js';
import { SERVER_LIMITS } from './limits.js';
import { answerUnread, type ParserError } from './unread-request.js';

let server: Server;
const sockets = new Set<Socket>();
beforeAll(async () => {
  server = createServer(SERVER_LIMITS, (request, response) => {
    response.write('begun');
    if (request.url === '/whole') response.end();
  });
  server.on('clientError', answerUnread);
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

/** Bytes as they go over the wire, one character each. */
const chinese = Buffer.from('/auth/wechat?return_to=/我', 'utf8').toString('latin1');
const send = (line: string, ...headers: string[]) =>
  sendRaw(
    (server.address() as AddressInfo).port,
    [`${line} HTTP/1.1`, 'Host: localhost', ...headers, '', ''].join('\r\n'),
  );
/** The parts of an answer; the length told must be that of the body. */
function partsOf(text: string): { head: string; body: string } {
  const at = text.indexOf('\r\n\r\n');
  const [head, body] = [text.slice(0, at), text.slice(at + 4)];
  expect(Number(/^content-length: (\d+)$/im.exec(head)?.[1])).toBe(Buffer.byteLength(body));
  expect(head).toMatch(/^connection: close$/im);
  expect(head).toMatch(/^cache-control: no-store$/im);
  return { head, body };
}

it('Chinese in an address as it is gets a page in both languages, with nothing of the address on it', async () => {
  const { status, text } = await send(`GET ${chinese}`, 'Accept: text/html,*/*;q=0.8');
  const { head, body } = partsOf(text);
  expect(status).toBe(400);
  expect(head).toContain('text/html; charset=utf-8');
  expect(body).toContain('无法识别这个地址');
  expect(body).toContain('This address cannot be read');
  expect(text).not.toMatch(/我|return_to/);
});

it.each([
  [`GET ${chinese}`, 'Accept: application/json'],
  [`GET /api/v1/${chinese}`, 'X-Other: text/html'],
  [`POST /admin/api/${chinese}`, 'Accept: text/html'],
])('a program gets a problem: %s with %s', async (line, header) => {
  const { status, text } = await send(line, header);
  const { head, body } = partsOf(text);
  expect(status).toBe(400);
  expect(head).toContain('application/problem+json');
  expect(JSON.parse(body)).toEqual({
    type: '/errors/request.unreadable',
    title: 'Bad Request',
    status: 400,
    code: 'request.unreadable',
    detail: expect.stringContaining('ASCII'),
    request_id: 'unread',
  });
});

it('headers over the limit get 431, and say what a person can do', async () => {
  const { status, text } = await send('GET /me', 'Accept: text/html', `Cookie: ${'a=b; '.repeat(5_000)}`);
  expect(status).toBe(431);
  expect(partsOf(text).body).toContain('Cookie');
});

it('a second request that cannot be read does not run into the answer to the first', async () => {
  const first = 'GET /begun HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const { text } = await sendRaw(
    (server.address() as AddressInfo).port,
    `${first}GET ${chinese} HTTP/1.1\r\n\r\n`,
  );
  expect(text.match(/HTTP\/1\.1/g)).toBeNull();
});

describe('on a connection', () => {
  const fail = (error: Partial<ParserError>, socket = new PassThrough()) => {
    answerUnread(error as ParserError, socket);
    return socket;
  };

  it('that was too slow gets 408, and a page where nothing is known of who asks', () => {
    const said = String(fail({ code: 'ERR_HTTP_REQUEST_TIMEOUT' }).read());
    expect(said).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(partsOf(said).body).toContain('The network is slow');
  });

  it('that has been answered is ended at once when more comes', () => {
    const socket = fail({ code: 'HPE_INVALID_URL' });
    expect(socket.destroyed).toBe(false);
    expect(fail({ code: 'HPE_INVALID_URL' }, socket).destroyed).toBe(true);
  });

  it('in the midst of another answer is ended without a word', () => {
    const socket = Object.assign(new PassThrough(), { _httpMessage: { headersSent: true } });
    expect(fail({ code: 'HPE_INVALID_METHOD' }, socket).destroyed).toBe(true);
    expect(socket.read()).toBeNull();
  });
});
