import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.entity.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { Log } from '../kernel/logging/log.js';
import type { PassiveReply } from '../wechat/push/passive-reply.js';
import type { PushMessage } from '../wechat/push/push-message.js';
import { chooseRule } from './choose-rule.js';
import { LoginLinkFiller } from './login-link-filler.js';
import { ReplyRuleRepository } from './reply-rule.repository.js';

/** What an account answers to messages and follows, by its operator's rules. */
@Injectable()
export class RepliesService {
  constructor(
    private readonly rules: ReplyRuleRepository,
    private readonly filler: LoginLinkFiller,
    private readonly accounts: AccountsService,
    private readonly log: Log,
  ) {}

  /**
   * The passive reply that the account's rules give to a push, with `{{login_link}}` filled in; null: none. Never
   * throws: a reply that cannot be made is none. Two statements at most, since it runs before WeChat is answered.
   */
  async replyTo(account: Account, push: PushMessage): Promise<PassiveReply | null> {
    try {
      return await this.make(account, push);
    } catch (error) {
      this.log.warn('reply.failed', { account: account.key, error });
      return null;
    }
  }

  private async make(account: Account, push: PushMessage): Promise<PassiveReply | null> {
    const rule = chooseRule(await this.rules.of(account.id), push);
    if (!rule) return null;
    const { loginAccountId, content } = rule;
    const loginAccount = loginAccountId === null ? null : await this.accounts.getById(loginAccountId);
    const filled = await this.filler.fillIn({ account, openid: push.fromUserName }, content, loginAccount);
    return filled.type === 'text' ? filled : { type: 'news', articles: [filled.article] };
  }
}
