import * as fc from 'fast-check';
import { readCookie, writeCookie } from './cookies.js';

const NAME = '__Host-lingpai';

describe('reading a cookie', () => {
  it.each([
    ['alone', '__Host-lingpai=abc', 'abc'],
    ['first', '__Host-lingpai=abc; other=1', 'abc'],
    ['last', 'other=1; __Host-lingpai=abc', 'abc'],
    ['without blanks', 'a=1;__Host-lingpai=abc;b=2', 'abc'],
    ['with a tab', 'a=1;\t__Host-lingpai=abc', 'abc'],
    ['behind empty parts', ';;; __Host-lingpai=abc;;', 'abc'],
    ['beside a name that begins alike', '__Host-lingpai2=x; __Host-lingpai=abc', 'abc'],
    ['beside a name that ends alike', 'x__Host-lingpai=x; __Host-lingpai=abc', 'abc'],
    ['beside a value that looks like it', 'a=__Host-lingpai=x; __Host-lingpai=abc', 'abc'],
    ['in any of our characters', '__Host-lingpai=ls_Aa0-_', 'ls_Aa0-_'],
  ])('finds it %s', (_name, header, value) => {
    expect(readCookie(header, NAME)).toBe(value);
  });

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['another name', 'other=abc'],
    ['two of them', '__Host-lingpai=abc; __Host-lingpai=def'],
    ['two equal ones', '__Host-lingpai=abc; __Host-lingpai=abc'],
    ['two, one of them empty', '__Host-lingpai=abc; __Host-lingpai='],
    ['two, one of them quoted', '__Host-lingpai="x"; __Host-lingpai=abc'],
    ['an empty value', '__Host-lingpai='],
    ['no value', '__Host-lingpai'],
    ['a quoted value', '__Host-lingpai="abc"'],
    ['$Version in front', '$Version=1; __Host-lingpai=abc'],
    ['$Version quoted in front', '$Version="1"; __Host-lingpai="abc"; $Path="/"'],
    ['a Unicode blank in front', '\u2000__Host-lingpai=abc'],
    ['the same in the bytes of a header', '\xe2\x80\x80__Host-lingpai=abc'],
    ['a no-break space in front', '\xa0__Host-lingpai=abc'],
    ['a line feed in front', '\n__Host-lingpai=abc'],
    ['a blank before the equals sign', '__Host-lingpai =abc'],
    ['another case', '__host-lingpai=abc'],
    ['a percent escape', '__Host-lingpai=a%62c'],
    ['an escaped name', '__Host%2Dlingpai=abc'],
    ['a comma', '__Host-lingpai=abc,__Host-lingpai=def'],
    ['a blank behind', '__Host-lingpai=abc ; a=1'],
    ['a NUL', '__Host-lingpai=abc\u0000'],
    ['other letters', '__Host-lingpai=小明'],
    ['more than 256 characters', `__Host-lingpai=${'a'.repeat(257)}`],
  ])('finds none with %s', (_name, header) => {
    expect(readCookie(header, NAME)).toBeNull();
  });

  it('gives back what was written, whatever stands around it', () => {
    const value = fc.stringMatching(/^[\w-]{1,256}$/);
    const others = fc.array(fc.stringMatching(/^[a-z]{1,9}=[ -:<-~]{0,20}$/));
    fc.assert(
      fc.property(value, others, others, (mine, before, after) => {
        const pair = writeCookie(NAME, mine, { secure: true, maxAgeSeconds: 1 }).split(';')[0]!;
        expect(readCookie([...before, pair, ...after].join('; '), NAME)).toBe(mine);
      }),
    );
  });

  it('stays quick on a header of 16 KB', () => {
    expect(readCookie(`${'a;'.repeat(8_000)}__Host-lingpai=abc`, NAME)).toBe('abc');
  });
});

it('writes every cookie HttpOnly, Lax, for the whole host and for no other', () => {
  expect(writeCookie(NAME, 'abc', { secure: true, maxAgeSeconds: 60 })).toBe(
    '__Host-lingpai=abc; Max-Age=60; Path=/; HttpOnly; SameSite=Lax; Secure',
  );
  expect(writeCookie('lingpai', '', { secure: false, maxAgeSeconds: 0 })).toBe(
    'lingpai=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax',
  );
});
