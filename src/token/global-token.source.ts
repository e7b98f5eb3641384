import { Injectable } from '@nestjs/common';
import { AccountsService } from '../accounts/accounts.service.js';
import { Clock } from '../kernel/clock/clock.js';
import type { AppCredentials } from '../wechat/oauth/oauth-api.js';
import { TokenApi, type Verdict } from '../wechat/token/token-api.js';
import type { Issued } from '../wechat/token/token.wire.js';
import { WeChatRefused } from '../wechat/wechat-error.js';
import { CredentialRepository } from './credential.repository.js';
import { CredentialSource, type Renewal, type RenewalOrder } from './credential.source.js';
import { causeOf } from './diagnosis.js';
import { ForceBudgetSpent, ReportUnfounded } from './token.errors.js';

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
    const issued = await this.plainly(app, order);
    const replacedAlready = held.value !== null && issued.value !== held.value;
    // The same again, although somebody calls it dead, or it was found dead before.
    if (issued.value === held.value && (reason === 'reported' || held.livesMs <= 0)) {
      const verdict = await this.verdictOn(held.value, order);
      if (verdict === 'dead') {
        await order.takeForce();
        await order.goOn();
        return this.forced(app, order, verdict);
      }
      if (held.livesMs > 0) throw new ReportUnfounded();
    }
    const death = replacedAlready ? await this.causeFor(order, null, true) : null;
    return { issued, askedAtMs, death, overlapSeconds: death ? 0 : OVERLAP_SECONDS };
  }

  /** When WeChat gives none for a token that somebody calls dead, it matters the more whether it is. */
  private async plainly(app: AppCredentials, order: RenewalOrder): Promise<Issued> {
    const { held, reason } = order;
    try {
      return await this.wechat.stable(app);
    } catch (error) {
      const refused = error instanceof WeChatRefused && error.class !== 'later';
      if (refused && reason === 'reported' && held.value !== null && held.livesMs > 0)
        await this.verdictOn(held.value, order);
      throw error;
    }
  }

  private async verdictOn(value: string, order: RenewalOrder): Promise<Verdict> {
    await order.goOn();
    const verdict = await this.wechat.verdictOn(value);
    if (verdict === 'dead') order.foundDead();
    return verdict;
  }

  /** `verdict` null: nobody claims that the one before was dead. */
  private async forced(app: AppCredentials, order: RenewalOrder, verdict: Verdict | null): Promise<Renewal> {
    const askedAtMs = this.clock.monotonicMs();
    const issued = await this.wechat.stable(app, { force: true });
    // By WeChat's count it came too soon, or too often.
    if (verdict === 'dead' && issued.value === order.held.value) throw new ForceBudgetSpent();
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
