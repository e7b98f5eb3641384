import type { IncomingMessage } from 'node:http';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Account } from '../../accounts/account.entity.js';
import { accountKey } from '../../accounts/account.schemas.js';
import { AccountsService } from '../../accounts/accounts.service.js';
import { linkFailure } from '../../links/link-failure.js';
import { Public } from '../../kernel/http/access.decorators.js';
import { PageSender } from '../../pages/page-sender.js';
import { EntryService } from '../access/entry.service.js';
import { loginUrl } from '../access/login-url.js';
import { sendRedirect } from '../access/redirect.js';
import { SessionCookie } from '../session/session.cookie.js';
import { BrowserCookie } from './browser.cookie.js';
import { CallbackService, type Denied } from './callback.service.js';
import { LoginLinkBroken, WebsiteMissing } from './login.errors.js';
import { beginQuery, bringsNoCode, callbackQuery } from './login.schemas.js';

/** The visitor's way to WeChat and back. */
@Controller('auth/wechat')
export class LoginController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly entry: EntryService,
    private readonly callbacks: CallbackService,
    private readonly browsers: BrowserCookie,
    private readonly sessions: SessionCookie,
    private readonly pages: PageSender,
  ) {}

  @Get()
  @Public()
  async begin(
    @Req() request: IncomingMessage,
    @Res() response: Response,
    @Query() query: unknown,
  ): Promise<void> {
    const asked = beginQuery.safeParse(query);
    if (!asked.success) throw new LoginLinkBroken(fieldsOf(asked.error));
    const { scope, return_to: returnTo, account: key, notice } = asked.data;
    const forQr = key === undefined && scope === 'snsapi_login';
    const account = forQr ? await this.accountForQr() : await this.accounts.get(key ?? 'main');
    const answer = await this.entry.lead(request, { account, scope, returnTo, notice });
    answer(response);
  }

  @Get(':account/callback')
  @Public()
  async complete(
    @Req() request: IncomingMessage,
    @Res() response: Response,
    @Param('account') key: string,
    @Query() query: unknown,
  ): Promise<void> {
    const asked = callbackQuery.safeParse(query);
    if (!asked.success && !bringsNoCode(query)) throw new LoginLinkBroken(fieldsOf(asked.error));
    const account = await this.accounts.get(accountKey.safeParse(key).data ?? '');
    if (!asked.success)
      return this.sayNotAuthorized(request, response, account, this.callbacks.denied(account, null));
    const { cookie } = request.headers;
    const visit = {
      ...asked.data,
      account,
      browser: this.browsers.read(cookie),
      session: this.sessions.read(cookie),
    };
    const outcome = await this.callbacks.complete(visit);
    if (outcome.kind === 'restarted') return sendRedirect(response, outcome.location, [outcome.cookie]);
    if (outcome.kind === 'landed') {
      const cookies = outcome.sessionId === null ? [] : [this.sessions.write(outcome.sessionId)];
      return sendRedirect(response, outcome.returnTo, cookies);
    }
    if (outcome.kind === 'link_refused') {
      response.appendHeader('Set-Cookie', this.sessions.write(outcome.sessionId));
      throw linkFailure(outcome.why);
    }
    this.sayNotAuthorized(request, response, account, outcome);
  }

  private sayNotAuthorized(
    request: IncomingMessage,
    response: Response,
    account: Account,
    denied: Denied,
  ): void {
    const returnTo = denied.returnTo ?? '/me';
    const retryUrl = loginUrl({ account: account.key, scope: denied.scope, returnTo });
    this.pages.send(request, response, 200, (pages, language) =>
      pages.notAuthorized(language, { retryUrl, lookUrl: returnTo }),
    );
  }

  /** The website app of the people whom `main` serves; of others, when it is the only one. @throws WebsiteMissing */
  private async accountForQr(): Promise<Account> {
    const all = await this.accounts.all();
    const main = all.find(({ key }) => key === 'main');
    if (main?.kind === 'website') return main;
    const websites = all.filter(({ kind }) => kind === 'website');
    const beside = websites.find((website) => main && website.openPlatform === main.openPlatform);
    const account = beside ?? (websites.length === 1 ? websites[0] : undefined);
    if (!account) throw new WebsiteMissing();
    return account;
  }
}

function fieldsOf(error: { issues: readonly { path: readonly PropertyKey[] }[] }): string {
  return [...new Set(error.issues.map((issue) => issue.path.join('.')))].join(', ');
}
