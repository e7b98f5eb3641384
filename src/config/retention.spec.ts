import { PERIODS, retentionOf } from './retention.js';

it('keeps people until they are erased, unless told otherwise', () => {
  expect(retentionOf([])).toEqual({ users: null, following: null, tokens: 7, erasures: 400 });
  expect(retentionOf(['users=730', 'erasures=1000'])).toMatchObject({
    users: 730,
    erasures: 1000,
    tokens: 7,
  });
});

it.each(['users', 'users=', 'users=x', 'users=-1', 'nobody=30', 'constructor=30', 'Users=730', 'users=730 '])(
  'does not take %j, and names what it takes',
  (entry) => {
    expect(() => retentionOf([entry])).toThrow(/users, following, tokens, erasures/);
  },
);

it.each(Object.entries(PERIODS))('%s has limits', (name, { least, most, days }) => {
  expect(() => retentionOf([`${name}=${least - 1}`])).toThrow(`${name} takes ${least} to ${most} days`);
  expect(() => retentionOf([`${name}=${most + 1}`])).toThrow(RangeError);
  expect(retentionOf([`${name}=${least}`])).toMatchObject({ [name]: least });
  if (days !== null) expect(days >= least && days <= most).toBe(true);
});
