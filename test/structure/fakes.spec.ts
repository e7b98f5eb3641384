import { KeyRing } from '../../src/kernel/crypto/key-ring.js';
import { keepsApiKeys } from '../contracts/api-keys.contract.js';
import { keepsCredentials } from '../contracts/credentials.contract.js';
import { keepsLoginAttempts } from '../contracts/login-attempts.contract.js';
import { keepsUserTokens } from '../contracts/user-tokens.contract.js';
import { testKeys } from '../fakes/an-account.js';
import { FixedClock } from '../fakes/fixed-clock.js';
import { InMemoryApiKeys } from '../fakes/in-memory-api-keys.js';
import { InMemoryCredentials } from '../fakes/in-memory-credentials.js';
import { InMemoryLoginAttempts } from '../fakes/in-memory-login-attempts.js';
import { InMemoryUserTokens } from '../fakes/in-memory-user-tokens.js';

// The same promises are kept by Postgres: test/database/{api-key,global-token,login-attempt,user-token}.db-spec.ts.
describe('the fake of login attempts', () => {
  keepsLoginAttempts(async () => {
    const clock = new FixedClock();
    const attempts = new InMemoryLoginAttempts(clock);
    return {
      attempts,
      accounts: ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'],
      advance: async (seconds) => clock.advance(seconds),
      finish: (stateHash, sessionHash) => attempts.finish(stateHash, sessionHash),
    };
  });
});

describe('the fake of visitors’ tokens', () => {
  keepsUserTokens(async () => {
    const clock = new FixedClock();
    const tokens = new InMemoryUserTokens(clock);
    return {
      tokens,
      authorized: async (issued) => {
        tokens.put('7', issued);
        return '7';
      },
      authorizedAgain: async (userId, issued) => tokens.put(userId, issued),
      advance: async (seconds) => clock.advance(seconds),
    };
  });
});

describe('the fake of API keys', () => {
  keepsApiKeys(async () => {
    const clock = new FixedClock();
    const accounts = {
      main: '11111111-1111-4111-8111-111111111111',
      shop: '22222222-2222-4222-8222-222222222222',
    };
    return {
      keys: new InMemoryApiKeys(clock, accounts),
      accounts,
      advance: async (seconds) => clock.advance(seconds),
    };
  });
});

describe('the fake of global tokens and tickets', () => {
  keepsCredentials(async () => {
    const clock = new FixedClock();
    const accounts = [
      '11111111-1111-4111-8111-111111111111',
      '22222222-2222-4222-8222-222222222222',
    ] as const;
    const rows = new InMemoryCredentials(
      clock,
      new Map(accounts.map((id, at) => [id, ['main', 'shop'][at]!])),
    );
    const ring = new KeyRing([Buffer.alloc(32, 7), testKeys.current.bytes]);
    return {
      rows,
      rotated: new InMemoryCredentials(clock, rows.accounts, ring, rows.held, rows.history),
      accounts,
      advance: async (seconds) => clock.advance(seconds),
      now: () => clock.now(),
      breakSeals: async () => {
        for (const row of rows.held.values()) row.broken = true;
      },
      history: async () => rows.history.filter(({ accountId }) => accountId === accounts[0]),
    };
  });
});
