import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.entity.js';
import { Clock } from '../kernel/clock/clock.js';
import { GlobalTokenCalls } from '../token/global-token-calls.js';
import { UserApi } from '../wechat/user/user-api.js';
import type { WeChatUserInfo } from '../wechat/user/user.wire.js';
import { WeChatRefused } from '../wechat/wechat-error.js';
import { QuotaGate } from './quota-gate.js';
import { UserInfoRepository } from './user-info.repository.js';

/** Not an openid of this account: one of them fails a whole batch. */
const INVALID_OPENID = 40003;

/** What WeChat tells an account of its users, by the global token. */
@Injectable()
export class UserInfoService {
  /** Through it goes each call that is made here of an account's users. */
  readonly gate: QuotaGate;

  constructor(
    private readonly calls: GlobalTokenCalls,
    private readonly wechat: UserApi,
    private readonly rows: UserInfoRepository,
    private readonly clock: Clock,
  ) {
    this.gate = new QuotaGate(
      (account, call) => calls.run(account, (globalToken) => wechat.callsLeft(globalToken, call)),
      clock,
    );
  }

  /**
   * Reads one user we know and writes what WeChat says, field by field with source and time; what it does not say stays
   * as it was. Makes no row: somebody may be erased while WeChat is asked.
   * @throws WeChatError | TokenUnavailable | NoGlobalToken | DatabaseUnavailable
   */
  async refresh(account: Account, openid: string): Promise<{ subscribed: boolean }> {
    const asked = this.clock.now();
    const info = await this.gate.pass(account, '/cgi-bin/user/info', () =>
      this.calls.run(account, (globalToken) => this.wechat.info(globalToken, openid)),
    );
    await this.rows.keepKnown(account, info, { source: 'user_info', at: asked });
    return { subscribed: info.subscribed };
  }

  /**
   * What WeChat knows of up to a hundred openids; nothing is written. Where one that is not of this account spoils the
   * batch, the batch is halved until that one stands alone, and is left out.
   */
  async infosOf(
    account: Account,
    openids: readonly string[],
    called: () => Promise<void> = nothing,
  ): Promise<WeChatUserInfo[]> {
    if (openids.length === 0) return [];
    await called();
    try {
      return await this.gate.pass(account, '/cgi-bin/user/info/batchget', () =>
        this.calls.run(account, (globalToken) => this.wechat.infos(globalToken, openids)),
      );
    } catch (error) {
      if (!(error instanceof WeChatRefused) || error.errcode !== INVALID_OPENID) throw error;
      if (openids.length === 1) return [];
    }
    const middle = Math.ceil(openids.length / 2);
    const first = await this.infosOf(account, openids.slice(0, middle), called);
    return [...first, ...(await this.infosOf(account, openids.slice(middle), called))];
  }
}

async function nothing(): Promise<void> {}
