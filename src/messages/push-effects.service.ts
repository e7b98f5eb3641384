import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.entity.js';
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
  ) {}

  /** Gives a push its effect; whatever it throws, it may be tried again. */
  async apply(account: Account, message: PushMessage): Promise<void> {
    const openid = personOf(message);
    const kind = kindOf(message);
    if (openid === null || kind === 'other') return;
    const push = { account, message, kind, openid, at: new Date(message.createTime * 1000) };
    await (isWithdrawal(kind) ? this.withdrawals : this.following).apply(push);
  }
}
