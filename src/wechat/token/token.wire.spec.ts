import { issuedTicket, issuedToken } from './token.wire.js';

const GOOD = { access_token: '83_abc', expires_in: 7_200 };
const LONG = `83_${'aB3-_'.repeat(120)}`.slice(0, 600);

it.each([
  ['as WeChat’s document has it', GOOD],
  ['with fields nobody knows', { ...GOOD, errcode: 0, more: { a: 1 } }],
  ['a second long', { ...GOOD, expires_in: 1 }],
  ['thirty days long', { ...GOOD, expires_in: 30 * 86_400 }],
  ['512 characters long', { ...GOOD, access_token: 'x'.repeat(512) }],
  ['2,048 characters long', { ...GOOD, access_token: 'x'.repeat(2_048) }],
])('a token %s is believed', (_name, wire) => {
  expect(issuedToken.parse(wire)).toEqual({ value: wire.access_token, expiresInSeconds: wire.expires_in });
});

it('a token of 600 characters is kept whole', () => {
  expect(LONG).toHaveLength(600);
  expect(issuedToken.parse({ ...GOOD, access_token: LONG }).value).toBe(LONG);
});

const LIVES = [0, -1, -7_200, '7200', 1e9, 2_592_001, 7_200.5, null, NaN, Infinity, true, [7_200], {}];
const VALUES = [
  '',
  ' ',
  'a b',
  'a\n',
  'a\u0000',
  'ä',
  '令牌',
  'x'.repeat(2_049),
  7,
  null,
  ['83_abc'],
  {},
  true,
];

describe.each([
  ['token', issuedToken, 'access_token'],
  ['ticket', issuedTicket, 'ticket'],
] as const)('a %s', (_name, schema, field) => {
  const good = { [field]: '83_abc', expires_in: 7_200 };
  const isBelieved = (wire: unknown): boolean => schema.safeParse(wire).success;

  it('that is good is believed', () => expect(isBelieved(good)).toBe(true));

  it.each(LIVES)('with a life of %p is not', (life) =>
    expect(isBelieved({ ...good, expires_in: life })).toBe(false),
  );

  it.each(VALUES)('that is %p is not', (value) =>
    expect(isBelieved({ ...good, [field]: value })).toBe(false),
  );

  it.each([{}, null, [], 'ok', 7, { [field]: '83_abc' }, { expires_in: 7_200 }, [good]])(
    'of which the answer is %j is not',
    (wire) => expect(isBelieved(wire)).toBe(false),
  );
});
