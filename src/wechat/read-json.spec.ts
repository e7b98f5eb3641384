import * as fc from 'fast-check';
import { readJson } from './read-json.js';

it('reads whatever JSON.stringify writes', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(readJson(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

it('reads a name with any raw control character, which becomes a space', () => {
  for (let at = 0; at < 0x20; at++) {
    expect(readJson(`{"nickname":"a${String.fromCharCode(at)}b"}`)).toEqual({ nickname: 'a b' });
  }
});

it('keeps control characters that are escaped as they must be', () => {
  expect(readJson('{"nickname":"a\\u0000b\\n"}')).toEqual({ nickname: 'a\u0000b\n' });
});

it.each(['', '<html>', '{"a":', 'access_token=x&openid=y', "{'a':1}", '{"a":1}{"a":2}', 'undefined'])(
  'refuses %j',
  (text) => {
    expect(() => readJson(text)).toThrow(SyntaxError);
  },
);
