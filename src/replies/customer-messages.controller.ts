import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { accountParam } from '../accounts/account.schemas.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { CallerScope } from '../callers/caller.decorators.js';
import { Idempotent } from '../callers/idempotent.decorator.js';
import { ApiAnswer, ApiProblem, ApiRoute } from '../kernel/http/api-docs.js';
import { bodyOf, nothing, queryOf } from '../kernel/http/request-input.js';
import { customerMessage } from './customer-messages.schemas.js';
import { CustomerMessages } from './customer-messages.service.js';

/** Customer-service messages for callers. */
@Controller('api/v1/accounts/:account')
export class CustomerMessagesController {
  constructor(
    private readonly messages: CustomerMessages,
    private readonly accounts: AccountsService,
  ) {}

  @Post('messages')
  @HttpCode(204)
  @CallerScope('messages:send')
  @Idempotent()
  @ApiRoute({
    operationId: 'sendCustomerMessage',
    tag: 'Messages',
    summary: 'Write to somebody who turned to the account',
    description:
      'A customer-service message (客服消息): a text or one article. WeChat allows five within 48 hours of what somebody wrote, and three within a minute of a follow, a scan or a menu tap. Where WeChat gives no answer (502 `wechat.unreachable`), the message may have arrived all the same.',
    params: { account: accountParam },
    body: customerMessage,
  })
  @ApiAnswer(204, 'WeChat has taken it.')
  @ApiProblem(400, 'message.too_long', 'WeChat takes texts of 2,048 bytes at most (45002).')
  @ApiProblem(400, 'reply.too_long', 'With its links filled in, the text is longer than WeChat takes.')
  @ApiProblem(400, 'reply.no_login_account', 'No service account authorizes those who follow the link.')
  @ApiProblem(404, 'account.not_found', 'There is no such account.')
  @ApiProblem(404, 'message.openid_unknown', 'WeChat knows no such openid at this account (40003).')
  @ApiProblem(
    409,
    'message.window_closed',
    'They have not turned to the account within the time allowed (45015).',
  )
  @ApiProblem(
    409,
    'message.unwanted',
    'They do not follow, refuse messages, or are on the blacklist (43004).',
  )
  @ApiProblem(429, 'message.count_spent', 'No further message until they write again (45047).')
  @ApiProblem(502, 'wechat.refused', 'WeChat refused for another reason; `wechat` says which.')
  @ApiProblem(503, 'token.unavailable', 'There is no global token just now.')
  async send(@Req() request: Request): Promise<void> {
    queryOf(nothing, request.query);
    const { openid, text, article } = bodyOf(customerMessage, request.body);
    const account = await this.accounts.get(request.params['account'] as string);
    await this.messages.send(account, openid, article ? { article } : { text: text! });
  }
}
