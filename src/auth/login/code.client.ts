import type { AccountsService } from '../../accounts/accounts.service.js';
import type { Account } from '../../accounts/account.entity.js';
import type { OauthApi } from '../../wechat/oauth/oauth-api.js';
import type { CodeGrant } from '../../wechat/oauth/oauth.wire.js';

/** What the strategy's `tokenParams` hands over. */
export interface CodeParams {
  readonly account: Account;
}

type Done = (error: unknown, userToken?: string, refreshToken?: string, grant?: CodeGrant) => void;

/**
 * The token client that passport-oauth2 talks to, in place of the one from `oauth`: WeChat wants GET with
 * appid and secret, and answers failures with status 200. The fields with a leading underscore are those
 * that passport-oauth2 reads.
 */
export class CodeClient {
  /** Of the link that passport makes of it only the state is used: the strategy writes its own. */
  readonly _authorizeUrl = '/connect/oauth2/authorize';
  readonly _clientId = 'wechat';
  readonly _accessTokenUrl = 'https://api.weixin.qq.com/sns/oauth2/access_token';

  constructor(
    private readonly accounts: AccountsService,
    private readonly oauth: OauthApi,
  ) {}

  getOAuthAccessToken(code: string, { account }: CodeParams, done: Done): void {
    this.exchange(account, code).then(
      (grant) => done(null, grant.userToken, grant.refreshToken, grant),
      (error: unknown) => done(error),
    );
  }

  private async exchange(account: Account, code: string): Promise<CodeGrant> {
    return this.oauth.exchangeCode(this.accounts.credentialsOf(account), code);
  }
}
