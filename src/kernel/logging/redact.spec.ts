import { redact } from './redact.js';

const CANARY = 'cAnArY0123456789cAnArY0123456789';
const shown = (value: unknown): string => JSON.stringify(redact(value));

const hidden: [string, unknown][] = [
  ['an AppSecret by key', { appSecret: CANARY }],
  ['WeChat’s name of it', { secret: CANARY }],
  ['a user token', { userToken: CANARY }],
  ['a refresh token', { refresh_token: CANARY }],
  ['an access token', { access_token: CANARY }],
  ['a ticket', { jsapiTicket: CANARY }],
  ['a password', { adminPassword: CANARY }],
  ['a header Authorization', { headers: { Authorization: `Bearer ${CANARY}` } }],
  ['a cookie', { headers: { cookie: `lingpai=${CANARY}` } }],
  ['cookies to set', { 'set-cookie': [`lingpai=${CANARY}`] }],
  ['an AES key', { encodingAesKey: CANARY }],
  ['an API key', { apiKey: CANARY }],
  ['a code', { code: CANARY }],
  ['a state', { state: CANARY }],
  ['an openid', { openid: CANARY }],
  ['a number under such a key', { secret: 1234567890123 }],
  ['an object under such a key', { tokens: { a: CANARY } }],
  ['deep within', { a: { b: [{ c: { secret: CANARY } }] } }],
  [
    'in an address',
    `GET https://api.weixin.qq.com/sns/oauth2/access_token?appid=wx&secret=${CANARY}&code=${CANARY}`,
  ],
  ['in a path', `/auth/wechat/main/callback?code=${CANARY}&state=${CANARY}`],
  ['in a fragment of a query', `state=${CANARY}`],
  ['in JSON text', `{"access_token":"${CANARY}","expires_in":7200}`],
  ['in JSON text with blanks', `{ "refresh_token" : "${CANARY}" }`],
  ['in JSON text within JSON text', JSON.stringify(JSON.stringify({ access_token: CANARY }))],
  ['in JSON text within JSON text, twice', JSON.stringify({ body: JSON.stringify({ secret: CANARY }) })],
  ['as printed by inspect', `{ secret: '${CANARY}' }`],
  ['in a sentence', `the secret: ${CANARY} was refused`],
  ['in brackets', `call(secret=${CANARY})`],
  ['in a header line', `Authorization: Bearer ${CANARY}`],
  ['in Basic', `authorization: basic ${CANARY}==`],
  ['in a connection string', `postgres://lingpai:${CANARY}@db:5432/lingpai`],
  ['in a connection string, with @ in it', `postgres://lingpai:a@${CANARY}@db:5432/lingpai`],
  ['an openid in an address', `/sns/userinfo?openid=${CANARY}`],
  ['an openid in a path', `/api/v1/accounts/main/users/${CANARY}/export`],
  ['a unionid in a path', `/api/v1/users/by-unionid/${CANARY}?x=1`],
  ['a session id', `the cookie ls_${CANARY}abcdefghijk is gone`],
  ['a browser binding', `lb_${CANARY}`],
  ['an API key of ours', `lp_${CANARY}`],
  ['in an error’s message', new Error(`failed: https://h/?secret=${CANARY}`)],
  ['in an error’s cause', new Error('failed', { cause: new Error(`code=${CANARY}`) })],
  ['in a cause that is no error', new Error('failed', { cause: { secret: CANARY } })],
  ['in a property of an error', Object.assign(new Error('failed'), { config: { secret: CANARY } })],
  ['in bytes', { body: Buffer.from(CANARY) }],
  ['in a list', [`secret=${CANARY}`]],
  ['in several places at once', `secret=${CANARY}&ticket=${CANARY} password: ${CANARY}`],
  ['in capitals', `ACCESS_TOKEN=${CANARY}`],
];

it.each(hidden)('keeps out %s', (_name, value) => {
  expect(shown(value)).not.toContain(CANARY);
  expect(shown({ nested: { value } })).not.toContain(CANARY);
});

it.each([
  ['text', 'all is well', 'all is well'],
  ['numbers and truth', { count: 3, ok: true, none: null }, { count: 3, ok: true, none: null }],
  ['whether there is a secret', { hasToken: true }, { hasToken: true }],
  ['times', { at: new Date('2026-01-02T03:04:05Z') }, { at: '2026-01-02T03:04:05.000Z' }],
  ['big integers', { id: 12n }, { id: '12' }],
  ['names and paths', { account: 'main', path: '/me' }, { account: 'main', path: '/me' }],
  [
    'a WeChat request id',
    'code been used, rid: 6206378a-793424c0-2e4091cc',
    'code been used, rid: 6206378a-793424c0-2e4091cc',
  ],
])('leaves %s alone', (_name, value, kept) => {
  expect(redact(value)).toEqual(kept);
});

it('tells of an error its class, message, stack, code, errcode and cause', () => {
  const cause = Object.assign(new TypeError('inner'), { errcode: 40029 });
  const told = redact(Object.assign(new RangeError('outer', { cause }), { code: 'ECONNREFUSED' }));
  expect(told).toMatchObject({
    name: 'RangeError',
    message: 'outer',
    code: 'ECONNREFUSED',
    cause: { name: 'TypeError', message: 'inner', errcode: 40029 },
  });
  expect((told as { stack: string }).stack).toContain('redact.spec');
});

it('ends where it is told in circles', () => {
  const circle: Record<string, unknown> = { name: 'a' };
  circle['self'] = circle;
  const error = new Error('round');
  error.cause = error;
  expect(shown({ circle, error })).toContain('[deep]');
  expect(shown({ circle }).length).toBeLessThan(200);
});

it('keeps texts and lists short', () => {
  const text = redact('x'.repeat(5_000)) as string;
  expect(text).toMatch(/^x{2000}… \(5000 characters\)$/);
  expect(redact(Array.from({ length: 80 }, (_, at) => at))).toHaveLength(50);
});

it('takes out what commands a terminal or ends a line beyond ASCII', () => {
  expect(redact('a\u009b31mb\u0085c\u2028d\u2029e\u007f')).toBe('a 31mb c d e ');
});

it('keeps out an openid by its shape, and leaves what only resembles one', () => {
  const openid = 'oABCDEFGHIJKLMNOPQRSTUVWXYz_';
  expect(shown(`the user ${openid} said "${openid}"`)).not.toContain('oABC');
  for (const text of [`x${openid}`, `${openid}1`, openid.slice(1), `c${openid.slice(1)}`])
    expect(redact(text)).toBe(text);
  expect(redact('/src/users/users.service.ts:12')).toBe('/src/users/users.service.ts:12');
});
