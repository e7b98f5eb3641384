import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { MAX_PUSH_BYTES, readPushBody } from './push-body.js';

const aRequest = (headers: Record<string, string> = {}) => Object.assign(new PassThrough(), { headers });
const read = (request: ReturnType<typeof aRequest>) => readPushBody(request as unknown as IncomingMessage);

it('reads what comes in pieces', async () => {
  const request = aRequest();
  const body = read(request);
  request.write('<xml>');
  request.end('</xml>');
  expect(String(await body)).toBe('<xml></xml>');
});

it.each([
  ['with an error', (request: PassThrough) => void request.destroy(new Error('aborted'))],
  ['without', (request: PassThrough) => void request.destroy()],
])('a sender who leaves half-way, %s, is no failure of ours', async (_how, leave) => {
  const request = aRequest();
  const body = read(request);
  request.write('<xml>');
  leave(request);
  await expect(body).rejects.toMatchObject({ code: 'messages.push_cut_short', kind: 'invalid' });
});

it('nor is one who had left before anybody looked', async () => {
  const request = aRequest();
  request.destroy();
  await expect(read(request)).rejects.toMatchObject({ code: 'messages.push_cut_short' });
});

it.each([
  ['told', { 'content-length': String(MAX_PUSH_BYTES + 1) }, ''],
  ['not told', {}, 'x'.repeat(MAX_PUSH_BYTES + 1)],
])('more than 64 KiB, %s beforehand, are refused', async (_what, headers, text) => {
  const request = aRequest(headers as Record<string, string>);
  const body = read(request);
  request.write(text);
  await expect(body).rejects.toMatchObject({ fault: 'too_large' });
});
