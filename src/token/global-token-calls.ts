import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.entity.js';
import { WeChatRefused } from '../wechat/wechat-error.js';
import type { HeldCredential } from './credential.js';
import { GlobalTokenService } from './global-token.service.js';
import { GlobalTokenRejected } from './token.errors.js';

/** How we name ourselves when it is one of our own calls that finds a token dead. */
const OURSELVES = 'lingpai';

/**
 * Runs calls to `cgi-bin/*` with the global token. When WeChat refuses that token (40001, 40014, 42001), it is dropped
 * and the call runs once more with the newest. Nothing else runs twice: not a call whose outcome is unknown, not one
 * refused for another reason, not one that the newest token does not help.
 */
@Injectable()
export class GlobalTokenCalls {
  constructor(private readonly tokens: GlobalTokenService) {}

  /** @throws TokenUnavailable | NoGlobalToken, and whatever `call` raises */
  async run<Answer>(account: Account, call: (globalToken: string) => Promise<Answer>): Promise<Answer> {
    const held = await this.tokens.current(account);
    try {
      return await this.inner(held, call);
    } catch (error) {
      if (!(error instanceof GlobalTokenRejected)) throw error;
      const { token } = await this.tokens.report(account, { version: error.version }, OURSELVES);
      // WeChat calls the very same token alive: it was not the token.
      if (token.version === error.version) throw error.refusal;
      return call(token.value);
    }
  }

  /** The inner half: a refused token becomes an error of its own, so that the outer half knows what to do. */
  private async inner<Answer>(
    held: HeldCredential,
    call: (globalToken: string) => Promise<Answer>,
  ): Promise<Answer> {
    try {
      return await call(held.value);
    } catch (error) {
      if (error instanceof WeChatRefused && error.class === 'renew')
        throw new GlobalTokenRejected(held.version, error);
      throw error;
    }
  }
}
