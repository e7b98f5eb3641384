import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.entity.js';
import { Clock } from '../kernel/clock/clock.js';
import { Random } from '../kernel/random/random.js';
import { signJssdk } from '../wechat/jssdk/jssdk-signature.js';
import type { HeldCredential } from './credential.js';
import { CredentialMemory } from './credential-memory.js';
import { JsPages } from './js-pages.js';
import { JsapiTicketSource } from './jsapi-ticket.source.js';
import { RenewalService } from './renewal.service.js';
import { NoGlobalToken, PageNotRegistered } from './token.errors.js';

/** What a page hands to `wx.config`. */
export interface JssdkConfig {
  readonly appId: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly nonceStr: string;
  readonly signature: string;
}

const NONCE_LENGTH = 16;

/** The tickets that sign JS-SDK pages (jsapi_ticket): like global tokens, handed out from memory and renewed by one. */
@Injectable()
export class JsapiTicketService {
  constructor(
    private readonly source: JsapiTicketSource,
    private readonly memory: CredentialMemory,
    private readonly renewals: RenewalService,
    private readonly pages: JsPages,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /** The ticket that works now. @throws TokenUnavailable | NoGlobalToken | DatabaseUnavailable */
  async current(account: Account): Promise<HeldCredential> {
    if (account.kind === 'website') throw new NoGlobalToken();
    const held = this.memory.held('ticket', account.key);
    return (
      held ?? this.renewals.fulfil(account, this.source, { kind: 'ticket', reason: 'lapsed', version: 0 })
    );
  }

  /** Renews version `version` because its time has come, if nobody else does; waits for nobody and raises nothing. */
  renewDue(account: Account, version: number): Promise<void> {
    return this.renewals.attempt(account, this.source, { kind: 'ticket', reason: 'scheduled', version });
  }

  /**
   * Signs a page; `url` is its `location.href`, of which the part behind `#` does not count.
   * @throws PageNotRegistered when its host is not ours to sign for | NoGlobalToken | TokenUnavailable | DatabaseUnavailable
   */
  async configFor(account: Account, url: string): Promise<JssdkConfig> {
    if (account.kind === 'website') throw new NoGlobalToken();
    if (!this.pages.isRegistered(account, url)) throw new PageNotRegistered();
    const { value: ticket } = await this.current(account);
    const timestamp = Math.floor(this.clock.now().getTime() / 1000);
    const nonceStr = this.random.alphanumeric(NONCE_LENGTH);
    const signature = signJssdk({ ticket, nonce: nonceStr, timestamp, url });
    return { appId: account.appId, timestamp, nonceStr, signature };
  }
}
