import type { Transport } from '../transport.js';
import { accepted, type CustomerMessage, customerMessage } from './customer-service.wire.js';

/**
 * Customer-service messages (客服消息): what an account writes to people who wrote, followed, scanned or tapped a short
 * while ago. https://developers.weixin.qq.com/doc/service/api/customer/message/
 */
export class CustomerServiceApi {
  constructor(private readonly transport: Transport) {}

  /**
   * Sends one message. A call without an answer may have been carried out: it must not simply be made again.
   * @throws WeChatRefused | WeChatUnreachable | WeChatUnreadable
   */
  async send(globalToken: string, openid: string, message: CustomerMessage): Promise<void> {
    await this.transport.call({
      operation: 'cgi-bin.message.custom.send',
      method: 'POST',
      path: '/cgi-bin/message/custom/send',
      query: { access_token: globalToken },
      body: customerMessage(openid, message),
      secrets: [globalToken],
      answer: accepted,
    });
  }
}
