import { wayOf } from './nickname-search.js';

describe('the way to the first of a search', () => {
  const users = 5_000_000;

  it('is the index for a rare nickname, and the list for one that many bear', () => {
    expect(wayOf({ matches: 0, users }, 20)).toBe('by-index');
    expect(wayOf({ matches: 500, users }, 20)).toBe('by-index');
    expect(wayOf({ matches: 50_000, users }, 20)).toBe('along-the-list');
  });

  it('is the index again for whoever wants many of them', () => {
    expect(wayOf({ matches: 20_000, users }, 20)).toBe('along-the-list');
    expect(wayOf({ matches: 20_000, users }, 1_000)).toBe('by-index');
    expect(wayOf({ matches: 20_000, users }, Infinity)).toBe('by-index');
    expect(wayOf({ matches: 4_000_000, users }, Infinity)).toBe('along-the-list');
  });

  it('never looks at more users than there are', () => {
    expect(wayOf({ matches: 30, users: 50 }, 20)).toBe('along-the-list');
    expect(wayOf({ matches: 20, users: 50 }, 20)).toBe('by-index');
  });
});
