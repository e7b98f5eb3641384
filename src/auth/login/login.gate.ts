import { Inject, Injectable } from '@nestjs/common';
import passport from 'passport';
import { AccountsService } from '../../accounts/accounts.service.js';
import { OauthApi } from '../../wechat/oauth/oauth-api.js';
import { AttemptStateStore } from './attempt-state.store.js';
import { CodeClient } from './code.client.js';
import type { Landed, LoginRequest, Refusal } from './login-request.js';
import { SignInService } from './sign-in.service.js';
import { type LoginOptions, WechatStrategy } from './wechat.strategy.js';

/** Where WeChat's authorization pages are: `https://open.weixin.qq.com`, or the sandbox's. */
export const WECHAT_OPEN_URL = Symbol('WECHAT_OPEN_URL');

type Passed = { readonly location: string } | { readonly landed: Landed } | { readonly refused: Refusal };

/** Passport, asked with promises: in goes a login's request, out comes where it leads. */
@Injectable()
export class LoginGate {
  private readonly passport = new passport.Authenticator();

  constructor(
    accounts: AccountsService,
    oauth: OauthApi,
    store: AttemptStateStore,
    signIns: SignInService,
    @Inject(WECHAT_OPEN_URL) openUrl: string,
  ) {
    const client = new CodeClient(accounts, oauth);
    const signIn = signIns.signIn.bind(signIns);
    this.passport.use(new WechatStrategy({ openUrl, store, client, signIn }));
  }

  /** Begins a login; answers WeChat's address. */
  async start(request: LoginRequest, options: Omit<LoginOptions, 'phase'>): Promise<string> {
    const passed = await this.pass(request, { ...options, phase: 'start' });
    if (!('location' in passed)) throw new Error('passport did not redirect');
    return passed.location;
  }

  /** Ends a login: a session, or why there is none. @throws WeChatError and whatever signing in raises */
  async finish(request: LoginRequest): Promise<{ readonly landed: Landed } | { readonly refused: Refusal }> {
    const passed = await this.pass(request, { account: request.account, phase: 'return' });
    if ('location' in passed) throw new Error('passport began a login instead of ending one');
    return passed;
  }

  private pass(request: LoginRequest, options: LoginOptions): Promise<Passed> {
    return new Promise((resolve, reject) => {
      const response = {
        statusCode: 0,
        setHeader: (name: string, value: string) =>
          name === 'Location' ? resolve({ location: value }) : undefined,
        end: () => undefined,
      };
      const ended = (error: unknown, landed?: Landed | false, refused?: Refusal) => {
        if (error) reject(error as Error);
        else resolve(landed ? { landed } : { refused: refused ?? 'unclaimed' });
      };
      const middleware = this.passport.authenticate(
        'wechat',
        { session: false, ...options } as never,
        ended as never,
      ) as (...parts: unknown[]) => void;
      middleware(request, response, reject);
    });
  }
}
