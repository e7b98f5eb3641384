import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { Request, Response } from 'express';
import { readJsonBody } from './json-body.js';

interface Came {
  readonly body?: unknown;
  readonly refused?: { code: string; kind: string; message: string; errors?: { field: string }[] };
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

describe('a text that is none', () => {
  it.each([
    ['a NUL', String.raw`{"name":"a\u0000canary"}`, 'name'],
    ['half a pair, the first', String.raw`{"name":"\ud83dcanary"}`, 'name'],
    ['half a pair, the second', String.raw`{"name":"canary\ude00"}`, 'name'],
    ['a pair the wrong way round', String.raw`{"name":"\ude00\ud83d canary"}`, 'name'],
    ['one deep inside', String.raw`{"a":1,"rules":[{"text":"ok"},{"text":"\u0000"}]}`, 'rules.1.text'],
    ['one in a list', String.raw`["ok","\u0000"]`, '1'],
    ['a name', String.raw`{"ok":"ok","na\u0000me":"ok"}`, 'na·me'],
    ['a name of something that is no text', String.raw`{"\ud800":{"a":[]}}`, '·'],
  ])('is refused, by the name of its field: %s', async (_what, text, field) => {
    const { refused, body } = await send(text);
    expect(body).toBeUndefined();
    expect(refused).toMatchObject({ code: 'request.invalid', kind: 'invalid', errors: [{ field }] });
    expect(refused!.message).not.toContain('canary');
  });

  it('is found in UTF-16 as well, which says it without an escape', async () => {
    const bytes = Buffer.from('{"name":"\ud83d"}', 'utf16le');
    const { refused } = await send(bytes, { 'content-type': 'application/json; charset=utf-16le' });
    expect(refused).toBeDefined();
  });

  it('is not what only looks like it: whole pairs, other control characters, an escaped backslash', async () => {
    const text = String.raw`{"a":"\ud83d\ude00\u0001\u007f\ufffd","b":"\\u0000 \\ud83d"}`;
    expect(await send(text)).toEqual({
      body: { a: '😀\u0001\u007f\ufffd', b: String.raw`\u0000 \ud83d` },
    });
  });

  it('is sought at any depth, in as much as a body may hold', async () => {
    const depth = 262_000;
    const deep = (inner: string): string => `${'['.repeat(depth)}${inner}${']'.repeat(depth)}`;
    expect((await send(deep('"ok"'))).refused).toBeUndefined();
    expect((await send(deep(String.raw`"\u0000"`))).refused).toMatchObject({ code: 'request.invalid' });
  });
});
