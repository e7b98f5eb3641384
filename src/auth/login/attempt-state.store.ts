import { Injectable } from '@nestjs/common';
import type { StateStoreStoreCallback, StateStoreVerifyCallback } from 'passport-oauth2';
import { ReturnTargets, readReturnTo } from '../../config/return-to.js';
import { sha256 } from '../../kernel/crypto/digest.js';
import { Random } from '../../kernel/random/random.js';
import { LoginAttemptRepository } from './login-attempt.repository.js';
import type { LoginRequest, LoginStart, Refusal } from './login-request.js';
import { TooManyLogins } from './login.errors.js';

const STATE_LENGTH = 32;

/**
 * passport-oauth2's state store over login attempts: `store` writes one and answers its state, `verify`
 * claims it, once, for the browser and the account it was made for. The four and the five arguments are
 * how passport-oauth2 tells which form of the interface it talks to.
 */
@Injectable()
export class AttemptStateStore {
  constructor(
    private readonly attempts: LoginAttemptRepository,
    private readonly random: Random,
    private readonly targets: ReturnTargets,
  ) {}

  store(request: LoginRequest, start: LoginStart, _meta: unknown, done: StateStoreStoreCallback): void {
    this.begin(request, start).then(
      (state) => done(null, state as never),
      (error: Error) => done(error, undefined as never),
    );
  }

  verify(request: LoginRequest, state: string, _meta: unknown, done: StateStoreVerifyCallback): void {
    this.claim(request, state).then(
      (refusal) =>
        refusal
          ? done(null as never, false, refusal as never)
          : done(null as never, true, undefined as never),
      (error: Error) => done(error, false, undefined as never),
    );
  }

  private async begin({ account, browser }: LoginRequest, start: LoginStart): Promise<string> {
    const state = this.random.alphanumeric(STATE_LENGTH);
    const written = await this.attempts.begin({
      stateHash: sha256(state),
      accountId: account.id,
      browserHash: sha256(browser),
      ...start,
    });
    if (!written) throw new TooManyLogins();
    return state;
  }

  private async claim(request: LoginRequest, state: string): Promise<Refusal | null> {
    const stateHash = request.stateHash ?? sha256(state);
    const attempt = await this.attempts.claim({
      stateHash,
      accountId: request.account.id,
      browserHash: sha256(request.browser),
    });
    if (!attempt) return 'unclaimed';
    if (readReturnTo(attempt.returnTo, this.targets) !== attempt.returnTo) {
      await this.attempts.fail(stateHash, 'login.return_to_refused');
      return 'return_to';
    }
    request.attempt = attempt;
    return null;
  }
}
