import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.entity.js';
import { ErasureService } from '../privacy/erasure.service.js';
import type { PushMessage } from '../wechat/push/push-message.js';
import { FollowingHandler } from './handlers/following.handler.js';
import { WithdrawalHandler } from './handlers/withdrawal.handler.js';
import { isWithdrawal, kindOf, personOf } from './push-kind.js';

/** What a push does here. Done twice it does no more than done once. */
@Injectable()
export class PushEffectsService {
  constructor(
    private readonly following: FollowingHandler,
    private readonly withdrawals: WithdrawalHandler,
    private readonly erasure: ErasureService,
  ) {}

  /** Gives a push its effect; whatever it throws, it may be tried again. */
  async apply(account: Account, message: PushMessage): Promise<void> {
    const openid = personOf(message);
    const kind = kindOf(message);
    if (openid === null || kind === 'other') return;
    const push = { account, message, kind, openid, at: new Date(message.createTime * 1000) };
    if (isWithdrawal(kind)) return this.withdrawals.apply(push);
    // While it waited, the person may have been erased; it must not bring them back.
    if (await this.erasure.erasedSince(account, openid, push.at)) return;
    await this.following.apply(push);
  }
}
