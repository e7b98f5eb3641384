import { NoSuchAccount } from './cli.errors.js';

describe('an account that is not there', () => {
  it('is told with those that are, the likeliest first', () => {
    const error = new NoSuchAccount('shpo', ['main', 'dingyue', 'shop']);
    expect(error.message).toBe(
      'There is no account "shpo". Did you mean "shop"? There are: shop, main, dingyue.',
    );
    expect([error.code, error.kind]).toEqual(['account.not_found', 'missing']);
  });

  it('is told without advice where nothing is like it, and where there are none', () => {
    expect(new NoSuchAccount('nix', ['main', 'dingyue']).message).toBe(
      'There is no account "nix". There are: main, dingyue.',
    );
    expect(new NoSuchAccount('main', []).message).toContain('There is none yet (lingpai account add).');
  });

  it('does not fill the screen where there are many', () => {
    const keys = Array.from({ length: 40 }, (_, at) => `account${at}`);
    expect(new NoSuchAccount('nix', keys).message.match(/account\d/g)).toHaveLength(12);
  });
});
