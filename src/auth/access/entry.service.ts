import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { Account } from '../../accounts/account.entity.js';
import { AccountsService } from '../../accounts/accounts.service.js';
import { PublicAddress } from '../../kernel/http/public-address.js';
import { ConsentNotices } from '../../privacy/consent-notices.js';
import { PageSender } from '../../pages/page-sender.js';
import type { Scope } from '../../wechat/oauth/authorize-url.js';
import { BrowserCookie } from '../login/browser.cookie.js';
import { LoginService } from '../login/login.service.js';
import { sendRedirect } from './redirect.js';
import { VisitorClient } from './visitor-client.js';

/** A login as a visitor asks for it. */
export interface Entry {
  readonly account: Account;
  readonly scope: Scope;
  readonly returnTo: string;
  /** Another account will not do: on a PC there is no way round by a website app. */
  readonly only?: boolean;
  /** The version of the text above the link that was tapped. */
  readonly notice?: string;
  /** The login link by which it begins: its digest, and its address for those who must open it elsewhere. */
  readonly link?: { readonly hash: Buffer; readonly url: string };
}

/** The way in: through WeChat in WeChat's browser; elsewhere by QR, or a page that says how to get there. */
@Injectable()
export class EntryService {
  constructor(
    private readonly logins: LoginService,
    private readonly accounts: AccountsService,
    private readonly clients: VisitorClient,
    private readonly cookies: BrowserCookie,
    private readonly pages: PageSender,
    private readonly address: PublicAddress,
    private readonly notices: ConsentNotices,
  ) {}

  /** Decides where the visitor goes and answers the function that sends them there. */
  async lead(request: IncomingMessage, entry: Entry): Promise<(response: ServerResponse) => void> {
    const client = this.clients.read(request);
    const door =
      this.clients.isWechat(client) || entry.scope === 'snsapi_login'
        ? entry
        : await this.websiteDoor(entry, client.mobile);
    // The return address is checked either way, so that a bad one is told before anything is drawn.
    if (!door) return this.openInWechat(request, entry, client);
    const browser = this.cookies.read(request.headers.cookie);
    const linkHash = entry.link?.hash ?? null;
    const { location, cookie } = await this.logins.begin({ ...door, browser, linkHash });
    await this.noteNotice(request, door, location);
    return (response) => sendRedirect(response, location, [cookie]);
  }

  /** Another site cannot say what somebody read here. */
  private async noteNotice({ headers }: IncomingMessage, { scope, notice }: Entry, location: string) {
    const site = headers['sec-fetch-site'];
    if (notice === undefined || scope === 'snsapi_base' || (site !== undefined && site !== 'same-origin'))
      return;
    const state = new URL(location).searchParams.get('state');
    if (state !== null) await this.notices.read(state, notice);
  }

  private async websiteDoor(entry: Entry, mobile: boolean): Promise<Entry | null> {
    if (mobile || entry.only || entry.link) return null;
    const website = await this.accounts.websiteBeside(entry.account);
    return website && { account: website, scope: 'snsapi_login', returnTo: entry.returnTo };
  }

  private openInWechat(
    request: IncomingMessage,
    { account, returnTo, link }: Entry,
    client: ReturnType<VisitorClient['read']>,
  ): (response: ServerResponse) => void {
    const checked = this.logins.checkReturnTo(returnTo);
    const url = link?.url ?? new URL(checked, this.address.origin).href;
    const model = {
      client,
      url,
      title: account.name,
      host: new URL(url).host,
      phoneUrl: this.clients.phoneUrl,
    };
    return (response) =>
      this.pages.send(request, response, 200, (pages, language) => pages.openInWechat(language, model));
  }
}
