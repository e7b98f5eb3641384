import { Injectable } from '@nestjs/common';
import { AccountsService } from '../accounts/accounts.service.js';
import type { Visitor } from '../auth/session/visitor.js';
import { NothingHere } from '../kernel/errors/problem.js';
import { PublicAddress } from '../kernel/http/public-address.js';
import { type JssdkConfig, JsapiTicketService } from '../token/jsapi-ticket.service.js';

/** From where pages load WeChat's JS-SDK, as a dependency. */
export abstract class JssdkSource {
  /** Null: nothing is loaded from elsewhere, and no card is set. */
  abstract readonly url: string | null;
}

/** What the member page hands to `wx.config`, and the card that stands for it in a chat. */
export interface ShareCard {
  readonly config: JssdkConfig;
  readonly card: { readonly title: string; readonly link: string };
}

const PAGE = '/me';

/** The card by which a visitor shares the member page: it leads to the page, never to whoever shared it. */
@Injectable()
export class ShareCardService {
  constructor(
    private readonly tickets: JsapiTicketService,
    private readonly accounts: AccountsService,
    private readonly address: PublicAddress,
    private readonly source: JssdkSource,
  ) {}

  /** Where the visitor's page loads the JS-SDK from; null when it sets no card. */
  sourceFor(account: { readonly kind: string }): string | null {
    return account.kind === 'website' ? null : this.source.url;
  }

  /**
   * @param url the address at which the page was loaded, which WeChat on an iPhone checks against the signature whatever
   * the page has made of it since; what stands behind `#` does not count
   * @throws NothingHere for any page but the member page | TokenUnavailable | DatabaseUnavailable
   */
  async cardFor(visitor: Visitor, url: string): Promise<ShareCard> {
    const page = URL.parse(url);
    if (page?.origin !== this.address.origin || page.pathname !== PAGE) throw new NothingHere();
    const account = await this.accounts.getById(visitor.accountId);
    if (this.sourceFor(account) === null) throw new NothingHere();
    const config = await this.tickets.configFor(account, url);
    return { config, card: { title: account.name, link: `${this.address.origin}${PAGE}` } };
  }
}
