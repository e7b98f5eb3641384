import type { Account } from '../accounts/account.entity.js';
import type { GlobalTokenCalls } from './global-token-calls.js';

/** A class whose methods run with the global token. */
export interface CallsWithGlobalToken {
  readonly globalTokenCalls: GlobalTokenCalls;
}

type WithToken<Rest extends unknown[], Answer> = (
  account: Account,
  globalToken: string,
  ...rest: Rest
) => Promise<Answer>;

/**
 * A method that calls WeChat for an account: whoever calls it passes any text as the token, and it runs with the current
 * one, once more with the newest should WeChat refuse it ({@link GlobalTokenCalls}).
 *
 * ```ts
 * @WithGlobalToken()
 * follower(account: Account, globalToken: string, openid: string) { return this.users.info(globalToken, openid); }
 *
 * await this.follower(account, CURRENT, openid);
 * ```
 */
export function WithGlobalToken() {
  return <Rest extends unknown[], Answer>(
    _prototype: CallsWithGlobalToken,
    _name: string,
    property: TypedPropertyDescriptor<WithToken<Rest, Answer>>,
  ): void => {
    const method = property.value!;
    property.value = function (this: CallsWithGlobalToken, account, _current, ...rest) {
      return this.globalTokenCalls.run(account, (globalToken) =>
        method.call(this, account, globalToken, ...rest),
      );
    };
  };
}

/** Stands where the token will be. */
export const CURRENT = '';
