import { Injectable } from '@nestjs/common';
import { AccountsService } from '../accounts/accounts.service.js';
import { Clock } from '../kernel/clock/clock.js';
import type { AppCredentials } from '../wechat/oauth/oauth-api.js';
import { TokenApi, type Verdict } from '../wechat/token/token-api.js';
import { CredentialRepository } from './credential.repository.js';
import { CredentialSource, type Renewal, type RenewalOrder } from './credential.source.js';
import { causeOf } from './diagnosis.js';
import { ReportUnfounded } from './token.errors.js';

/** After a token was replaced the old one works this long, as far as WeChat promises. */
const OVERLAP_SECONDS = 300;

/**
 * The global token from WeChat, in both families. The stable one is asked for plainly whenever that may do: somebody
 * else's forced renewal then heals ours, and is not answered with another. It is forced on proof only: WeChat itself
 * refuses the token that it goes on giving.
 */
@Injectable()
export class GlobalTokenSource extends CredentialSource {
  constructor(
    private readonly wechat: TokenApi,
    private readonly accounts: AccountsService,
    private readonly rows: CredentialRepository,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async renew(order: RenewalOrder): Promise<Renewal> {
    const app = this.accounts.credentialsOf(order.account);
    return order.account.tokenMode === 'stable' ? this.stable(app, order) : this.classic(app, order);
  }

  private async stable(app: AppCredentials, order: RenewalOrder): Promise<Renewal> {
    const { held, reason, force } = order;
    if (force) {
      await order.takeForce();
      return this.forced(app, order, null);
    }
    const askedAtMs = this.clock.monotonicMs();
    const issued = await this.wechat.stable(app);
    const replacedAlready = held.value !== null && issued.value !== held.value;
    if (reason === 'reported' && !replacedAlready && held.livesMs > 0) {
      await order.goOn();
      const verdict = await this.wechat.verdictOn(held.value!);
      if (verdict !== 'dead') throw new ReportUnfounded();
      order.foundDead();
      await order.takeForce();
      await order.goOn();
      return this.forced(app, order, verdict);
    }
    const death = replacedAlready ? await this.causeFor(order, null, true) : null;
    return { issued, askedAtMs, death, overlapSeconds: death ? 0 : OVERLAP_SECONDS };
  }

  /** `verdict` null: nobody claims that the one before was dead. */
  private async forced(app: AppCredentials, order: RenewalOrder, verdict: Verdict | null): Promise<Renewal> {
    const askedAtMs = this.clock.monotonicMs();
    const issued = await this.wechat.stable(app, { force: true });
    const death = verdict === null ? null : await this.causeFor(order, verdict, false);
    return { issued, askedAtMs, death, overlapSeconds: 0 };
  }

  private async classic(app: AppCredentials, order: RenewalOrder): Promise<Renewal> {
    const { held, reason } = order;
    let verdict: Verdict | null = null;
    if (reason === 'reported' && held.value !== null && held.livesMs > 0) {
      verdict = await this.wechat.verdictOn(held.value);
      if (verdict === 'alive') throw new ReportUnfounded();
      if (verdict === 'dead') order.foundDead();
      await order.goOn();
    }
    const askedAtMs = this.clock.monotonicMs();
    const issued = await this.wechat.classic(app);
    const death = verdict === null ? null : await this.causeFor(order, verdict, false);
    return { issued, askedAtMs, death, overlapSeconds: verdict === 'dead' ? 0 : OVERLAP_SECONDS };
  }

  /** Null when the token simply came to its end. */
  private async causeFor({ account, held }: RenewalOrder, verdict: Verdict | null, replacedAlready: boolean) {
    const cause = causeOf({
      mode: account.tokenMode,
      verdict,
      replacedAlready,
      lifeLeftSeconds: held.livesMs / 1000,
      lateAnswer: await this.rows.hadLateAnswer(held),
    });
    return cause === 'lapsed' ? null : cause;
  }
}
