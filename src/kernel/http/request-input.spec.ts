import { z } from 'zod';
import { InvalidInput } from '../errors/problem.js';
import { bodyOf, queryOf } from './request-input.js';

const listing = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  sort: z.enum(['new', 'old']).optional(),
});
const link = z.strictObject({
  openid: z.string().min(1),
  extra: z.strictObject({ tags: z.array(z.string()) }).optional(),
});
const report = z.union([
  z.strictObject({ version: z.int() }),
  z.strictObject({ access_token: z.string().min(1) }),
]);

function faultsOf(read: () => unknown): Record<string, string> {
  try {
    read();
  } catch (error) {
    if (error instanceof InvalidInput)
      return Object.fromEntries(error.errors.map(({ field, message }) => [field, message]));
    throw error;
  }
  return {};
}

it('reads what is right, and fills in what goes without saying', () => {
  expect(queryOf(listing, { limit: '7' })).toEqual({ limit: 7 });
  expect(queryOf(listing, undefined)).toEqual({ limit: 20 });
  expect(bodyOf(link, { openid: 'o1', extra: { tags: [] } })).toEqual({ openid: 'o1', extra: { tags: [] } });
});

it('names every parameter and field that it does not know', () => {
  expect(faultsOf(() => queryOf(listing, { limt: '7', pgae: '1' }))).toEqual({
    limt: 'is not known here; did you mean limit?',
    pgae: 'is not known here',
  });
  expect(faultsOf(() => bodyOf(link, { openid: 'o1', extra: { tags: [], x: 1 } }))).toEqual({
    'extra.x': 'is not known here',
  });
});

it('knows none of the names that an object has by itself', () => {
  const body: unknown = JSON.parse('{"openid":"o1","__proto__":{"a":1},"constructor":1}');
  expect(faultsOf(() => bodyOf(link, body))).toEqual({
    constructor: 'is not known here',
    ['__proto__']: 'is not known here',
  });
});

it('names what is missing, also when nothing came at all', () => {
  for (const nothing of [undefined, null, {}])
    expect(faultsOf(() => bodyOf(link, nothing))).toEqual({ openid: 'is missing' });
});

it('says what is wrong with a value without repeating it', () => {
  const faults = faultsOf(() => queryOf(listing, { limit: '777000', sort: 'canary' }));
  expect(Object.keys(faults)).toEqual(['limit', 'sort']);
  expect(JSON.stringify(faults)).not.toMatch(/canary|777000/);
  expect(faultsOf(() => bodyOf(link, { openid: 'o1', extra: { tags: ['a', 7] } }))).toEqual({
    'extra.tags.1': 'Invalid input: expected string, received number',
  });
});

it('takes a parameter once', () => {
  expect(faultsOf(() => queryOf(listing, { limit: ['1', '2'] }))).toEqual({
    limit: 'is given more than once',
  });
});

it('refuses a body that is no object', () => {
  expect(faultsOf(() => bodyOf(link, []))).toEqual({
    body: 'Invalid input: expected object, received array',
  });
});

it('of several forms speaks of the nearest', () => {
  expect(bodyOf(report, { version: 3 })).toEqual({ version: 3 });
  expect(faultsOf(() => bodyOf(report, {}))).toEqual({ version: 'is missing' });
  expect(faultsOf(() => bodyOf(report, { access_token: '' }))).toHaveProperty('access_token');
});

it('tells twenty faults and no more, and cuts what others call a name', () => {
  const body = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`\u0007${'x'.repeat(200)}${n}`, 1]));
  expect(() => bodyOf(link, { openid: 'o1', ...body })).toThrow(
    expect.objectContaining({ code: 'request.invalid', kind: 'invalid' }),
  );
  try {
    bodyOf(link, { openid: 'o1', ...body });
  } catch (error) {
    const { errors } = error as InvalidInput;
    expect(errors).toHaveLength(20);
    expect(errors[0]!.field).toMatch(/^·x{63}…$/);
  }
});
