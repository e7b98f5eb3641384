import { keepsLoginAttempts } from '../contracts/login-attempts.contract.js';
import { keepsUserTokens } from '../contracts/user-tokens.contract.js';
import { FixedClock } from '../fakes/fixed-clock.js';
import { InMemoryLoginAttempts } from '../fakes/in-memory-login-attempts.js';
import { InMemoryUserTokens } from '../fakes/in-memory-user-tokens.js';

// The same promises are kept by Postgres: test/database/{login-attempt,user-token}.db-spec.ts.
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
