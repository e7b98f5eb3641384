import type { IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { type StaticAnswer, sendStatic, staticAnswer } from './static-answer.js';

const BODY = Buffer.from('some text '.repeat(50));
let answer: StaticAnswer;
beforeAll(async () => {
  answer = await staticAnswer('text/plain', BODY);
});

function send(headers: Record<string, string>, method = 'GET') {
  const sent = { status: 0, headers: {} as Record<string, unknown>, body: undefined as Buffer | undefined };
  const response = {
    writeHead: (status: number, head: Record<string, unknown>) =>
      Object.assign(sent, { status, headers: head }),
    end: (body?: Buffer) => Object.assign(sent, { body }),
  };
  sendStatic({ method, headers } as IncomingMessage, response as unknown as ServerResponse, answer, {
    'X-A': 'b',
  });
  return sent;
}

it('sends the whole, and who can read it compressed gets that', () => {
  const plain = send({});
  expect([plain.status, plain.body]).toEqual([200, BODY]);
  expect(plain.headers).toMatchObject({ 'X-A': 'b', 'Content-Type': 'text/plain', Vary: 'Accept-Encoding' });
  expect(plain.headers).not.toHaveProperty('Content-Encoding');
  const zipped = send({ 'accept-encoding': 'br, gzip' });
  expect(zipped.headers).toMatchObject({ 'Content-Encoding': 'gzip', 'Content-Length': zipped.body!.length });
  expect(zipped.body!.length).toBeLessThan(BODY.length);
  expect(gunzipSync(zipped.body!)).toEqual(BODY);
});

it('sends nothing to whoever has it, and heads without a body', () => {
  expect(send({ 'if-none-match': `"other", ${answer.etag}` })).toMatchObject({
    status: 304,
    body: undefined,
  });
  expect(send({ 'if-none-match': '"other"' }).status).toBe(200);
  const head = send({}, 'HEAD');
  expect([head.body, head.headers['Content-Length']]).toEqual([undefined, BODY.length]);
});

it('has another tag when it has another body', async () => {
  expect((await staticAnswer('text/plain', Buffer.from('x'))).etag).not.toBe(answer.etag);
});
