import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.entity.js';
import type { AppError } from '../kernel/errors/app-error.js';
import { GlobalTokenCalls } from '../token/global-token-calls.js';
import { CustomerServiceApi } from '../wechat/messages/customer-service-api.js';
import { WeChatRefused } from '../wechat/wechat-error.js';
import { LoginLinkFiller } from './login-link-filler.js';
import {
  MessageCountSpent,
  MessageToNobody,
  MessageTooLong,
  MessageUnwanted,
  MessageWindowClosed,
} from './replies.errors.js';
import type { ReplyContent } from './reply-rule.schemas.js';

const REFUSALS: ReadonlyMap<number, new (cause: WeChatRefused) => AppError> = new Map<
  number,
  new (cause: WeChatRefused) => AppError
>([
  [40003, MessageToNobody],
  [43004, MessageUnwanted],
  [43019, MessageUnwanted],
  [45002, MessageTooLong],
  [45015, MessageWindowClosed],
  [45047, MessageCountSpent],
  [48002, MessageUnwanted],
]);

/** Messages that an account writes on its own account (客服消息), to people who turned to it a short while ago. */
@Injectable()
export class CustomerMessages {
  constructor(
    private readonly filler: LoginLinkFiller,
    private readonly calls: GlobalTokenCalls,
    private readonly wechat: CustomerServiceApi,
  ) {}

  /**
   * Sends one message, with `{{login_link}}` filled in for that person. It is not sent twice: where no answer came,
   * nobody knows whether it arrived, and the caller decides.
   * @throws NoLoginAccount | ReplyTooLong | Message… by WeChat’s errcode | TokenUnavailable | NoGlobalToken | WeChatError
   */
  async send(account: Account, openid: string, content: ReplyContent): Promise<void> {
    await this.filler.check(account, content, null);
    const filled = await this.filler.fillIn({ account, openid }, content, null);
    try {
      await this.calls.run(account, (globalToken) => this.wechat.send(globalToken, openid, filled));
    } catch (error) {
      const Refusal = error instanceof WeChatRefused ? REFUSALS.get(error.errcode) : undefined;
      throw Refusal ? new Refusal(error as WeChatRefused) : error;
    }
  }
}
