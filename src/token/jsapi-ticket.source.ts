import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock/clock.js';
import { TokenApi } from '../wechat/token/token-api.js';
import { CredentialSource, type Renewal, type RenewalOrder } from './credential.source.js';
import { GlobalTokenCalls } from './global-token-calls.js';

/** Both tickets work until their own ends. */
const OVERLAP_SECONDS = 7_200;

/** The ticket from WeChat, asked for with the global token. */
@Injectable()
export class JsapiTicketSource extends CredentialSource {
  constructor(
    private readonly wechat: TokenApi,
    private readonly calls: GlobalTokenCalls,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async renew(order: RenewalOrder): Promise<Renewal> {
    let askedAtMs = 0;
    const issued = await this.calls.run(order.account, async (globalToken) => {
      // The token may have had to be fetched first.
      await order.goOn();
      askedAtMs = this.clock.monotonicMs();
      return this.wechat.jsapiTicket(globalToken);
    });
    return { issued, askedAtMs, death: null, overlapSeconds: OVERLAP_SECONDS };
  }
}
