import { beginQuery, callbackQuery } from './login.schemas.js';

const STATE = 'abcdefghijklmnopqrstuvwxyz012345';

describe('GET /auth/wechat', () => {
  it('needs nothing, and does not mind what WeChat adds to links', () => {
    expect(beginQuery.parse({ from: 'singlemessage', isappinstalled: '0' })).toEqual({
      scope: 'snsapi_base',
      return_to: '/me',
    });
  });

  it.each([
    [{ scope: 'snsapi_privateinfo' }],
    [{ scope: '' }],
    [{ scope: ['snsapi_base', 'snsapi_userinfo'] }],
    [{ return_to: ['/a', '/b'] }],
    [{ return_to: `/${'a'.repeat(2048)}` }],
    [{ account: 'Main' }],
    [{ account: '' }],
    [{ account: '../main' }],
    [{ account: 'a'.repeat(33) }],
    [{ account: ['main'] }],
  ])('refuses %j', (query) => {
    expect(beginQuery.safeParse(query).success).toBe(false);
  });
});

describe('the callback', () => {
  it.each([
    [{ state: STATE, code: '001' }, '001'],
    [{ state: STATE }, undefined],
    [{ state: STATE, code: '' }, undefined],
    [{ state: STATE, code: 'authdeny' }, 'authdeny'],
    [{ state: STATE, code: 'x'.repeat(512) }, 'x'.repeat(512)],
  ])('reads %j', (query, code) => {
    expect(callbackQuery.parse(query)).toEqual(
      code === undefined ? { state: STATE } : { state: STATE, code },
    );
  });

  it.each([
    [{}],
    [{ state: '' }],
    [{ state: STATE.slice(1) }],
    [{ state: `${STATE}0` }],
    [{ state: STATE.replace('a', '-') }],
    [{ state: `${STATE}\n` }],
    [{ state: [STATE, STATE] }],
    [{ state: { a: STATE } }],
    [{ 'state[]': STATE }],
    [{ state: STATE, code: ['a', 'b'] }],
    [{ state: STATE, code: 'a b' }],
    [{ state: STATE, code: 'a\u0000' }],
    [{ state: STATE, code: '<script>' }],
    [{ state: STATE, code: 'x'.repeat(513) }],
    [{ state: 'x'.repeat(4096) }],
  ])('refuses %.80j', (query) => {
    expect(callbackQuery.safeParse(query).success).toBe(false);
  });
});
