import type { Request } from 'express';
import OAuth2Strategy from 'passport-oauth2';
import { AppError } from '../../kernel/errors/app-error.js';
import type { CodeGrant } from '../../wechat/oauth/oauth.wire.js';
import { authorizeUrl, type Scope } from '../../wechat/oauth/authorize-url.js';
import type { Account } from '../../accounts/account.entity.js';
import type { AttemptStateStore } from './attempt-state.store.js';
import type { CodeClient } from './code.client.js';
import type { Landed, LoginRequest, LoginStart } from './login-request.js';
import { DENIED_CODE } from './login.schemas.js';

/** What one run of the strategy is about. */
export interface LoginOptions {
  readonly phase: 'start' | 'return';
  readonly account: Account;
  /** `PUBLIC_URL/auth/wechat/<account>/callback`; for the start, WeChat does not ask for it again. */
  readonly redirectUri?: string;
  readonly scope?: Scope;
  readonly state?: LoginStart;
}

/** Where the strategy sends visitors and what it does with those who come back. */
export interface StrategyOptions {
  /** Such as `https://open.weixin.qq.com`. */
  readonly openUrl: string;
  readonly store: AttemptStateStore;
  readonly client: CodeClient;
  readonly signIn: (request: LoginRequest, grant: CodeGrant) => Promise<Landed>;
}

/**
 * WeChat's web authorization as a passport-oauth2 strategy. What WeChat does differently goes through
 * passport-oauth2's own extension points: state store, authorization parameters, token parameters,
 * token client. Two things have none and are done around it: the order of the link's parameters, and
 * a return without a code, which means no and not "begin again".
 */
export class WechatStrategy extends OAuth2Strategy {
  private readonly openUrl: string;

  constructor(options: StrategyOptions) {
    const { openUrl, store, client, signIn } = options;
    super(
      {
        authorizationURL: client._authorizeUrl,
        tokenURL: client._accessTokenUrl,
        clientID: client._clientId,
        clientSecret: '',
        store: store as never,
        passReqToCallback: true,
        // The profile needs the openid, which passport-oauth2 does not hand to `userProfile`.
        skipUserProfile: true,
      } as never,
      // Six parameters: passport-oauth2 counts them to know that the token answer is wanted.
      ((
        request: LoginRequest,
        _user: string,
        _refresh: string,
        grant: CodeGrant,
        _profile: unknown,
        done: Verified,
      ) => {
        signIn(request, grant).then((landed) => done(null, landed), done);
      }) as never,
    );
    this.name = 'wechat';
    this.openUrl = openUrl;
    this._oauth2 = client as never;
  }

  override authenticate(request: Request | LoginRequest, options: LoginOptions): void {
    if (options.phase === 'return') {
      const { code } = (request as LoginRequest).query;
      if (!code || code === DENIED_CODE) return this.fail('denied' as never, 403);
    } else {
      const { redirect } = this;
      this.redirect = (location: string) => redirect.call(this, this.inWechatsOrder(location, options));
    }
    super.authenticate(request as Request, options as never);
  }

  override authorizationParams(options: LoginOptions): object {
    return { appid: options.account.appId };
  }

  override tokenParams(options: LoginOptions): object {
    return { account: options.account };
  }

  /** Of passport's link only the state is news; the rest is written anew, in the order that WeChat checks. */
  protected inWechatsOrder(location: string, { account, redirectUri, scope }: LoginOptions): string {
    const state = /[?&]state=([0-9A-Za-z]+)/.exec(location)?.[1] ?? '';
    return authorizeUrl({
      openUrl: this.openUrl,
      appId: account.appId,
      redirectUri: redirectUri!,
      scope: scope!,
      state,
    });
  }

  /** Errors keep their type, so that an errcode decides what the visitor sees. */
  protected _createOAuthError(message: string, error: unknown): Error {
    return error instanceof AppError ? error : new Error(message, { cause: error });
  }
}

type Verified = (error: unknown, landed?: Landed) => void;
