import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { Request, Response } from 'express';
import { readJsonBody } from './json-body.js';

interface Came {
  readonly body?: unknown;
  readonly refused?: { code: string; kind: string; message: string };
}

/** Sends a body; a length that is not given is counted, as programs do. */
function send(
  content: string | Buffer | null,
  given: Record<string, string | undefined> = {},
): Promise<Came> {
  const bytes = Buffer.from(content ?? '');
  const headers = {
    ...(content === null
      ? {}
      : { 'content-length': String(bytes.length), 'content-type': 'application/json' }),
    ...given,
  };
  const request = Object.assign(Readable.from(bytes.length > 0 ? [bytes] : []), { method: 'POST', headers });
  return new Promise((resolve) => {
    readJsonBody(request as unknown as Request, {} as Response, (refused?: unknown) =>
      resolve(
        refused ? { refused: refused as Came['refused'] } : { body: (request as { body?: unknown }).body },
      ),
    );
  });
}

it.each([
  ['{"a":[1,"文"]}', {}],
  ['{"a":[1,"文"]}', { 'content-type': 'application/json; charset=utf-8' }],
  ['{"a":[1,"文"]}', { 'content-type': 'APPLICATION/JSON;charset="UTF-8"' }],
  ['{"a":[1,"文"]}', { 'content-length': undefined, 'transfer-encoding': 'chunked' }],
])('reads %s with %j', async (text, headers) => {
  expect(await send(text, headers)).toEqual({ body: { a: [1, '文'] } });
});

it('leaves a request without a body alone, whatever type it claims', async () => {
  expect(await send(null)).toEqual({ body: undefined });
  expect(await send(null, { 'content-type': 'text/plain' })).toEqual({ body: undefined });
  expect(await send('', { 'content-type': 'text/plain' })).toEqual({ body: undefined });
});

it.each([
  ['{"canary":', {}],
  ['"canary"', {}],
  ['canary', {}],
  ['7', {}],
  ["{'canary':1}", {}],
  ['canary=1', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['{"canary":1}', { 'content-type': 'text/plain' }],
  ['{"canary":1}', { 'content-type': 'application/jsonp' }],
  ['{"canary":1}', { 'content-type': undefined }],
  ['{"canary":1}', { 'content-type': 'application/json; charset=gbk' }],
  ['{"canary":1}', { 'content-encoding': 'gzip' }],
  ['{"canary":1}', { 'content-length': '3' }],
])('refuses %s with %j, and does not repeat it', async (text, headers) => {
  const { refused } = await send(text, headers);
  expect(refused).toMatchObject({ code: 'request.body_not_json', kind: 'invalid' });
  expect(refused!.message).not.toContain('canary');
});

it('unpacks nothing: a small body stays small', async () => {
  const { refused } = await send(gzipSync('{"a":1}'), { 'content-encoding': 'gzip' });
  expect(refused!.code).toBe('request.body_not_json');
});

it('takes a megabyte and not a byte more, whether its length was told or not', async () => {
  const full = `{"a":"${'x'.repeat(1024 * 1024 - 8)}"}`;
  expect((await send(full)).body).toHaveProperty('a');
  for (const headers of [{}, { 'content-length': undefined, 'transfer-encoding': 'chunked' }])
    expect((await send(`${full} `, headers)).refused).toMatchObject({
      code: 'request.body_too_large',
      kind: 'too-large',
    });
});
