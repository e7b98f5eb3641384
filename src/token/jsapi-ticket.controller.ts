import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { accountParam } from '../accounts/account.schemas.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { CallerScope } from '../callers/caller.decorators.js';
import { Clock } from '../kernel/clock/clock.js';
import { ApiAnswer, ApiProblem, ApiRoute } from '../kernel/http/api-docs.js';
import { bodyOf, nothing, queryOf } from '../kernel/http/request-input.js';
import { JsapiTicketService } from './jsapi-ticket.service.js';
import { sendJson } from '../kernel/http/send-json.js';
import { jssdkView, pageToSign, ticketView } from './token.schemas.js';

/** The JS-SDK for callers: the ticket, or better, a signature made with it. */
@Controller('api/v1/accounts/:account')
export class JsapiTicketController {
  constructor(
    private readonly tickets: JsapiTicketService,
    private readonly accounts: AccountsService,
    private readonly clock: Clock,
  ) {}

  @Get('jsapi-ticket')
  @CallerScope('ticket:read')
  @ApiRoute({
    operationId: 'getJsapiTicket',
    tag: 'JS-SDK',
    summary: 'The ticket that works now',
    description: 'For programs that sign pages themselves; `jssdk-config` spares you that.',
    params: { account: accountParam },
  })
  @ApiAnswer(200, 'A ticket that works.', { schema: ticketView })
  @ApiProblem(404, 'account.not_found', 'There is no such account.')
  @ApiProblem(
    503,
    'token.unavailable',
    'WeChat gives no ticket just now; `Retry-After` says when to ask again.',
  )
  async read(@Req() request: Request, @Res() response: Response): Promise<void> {
    queryOf(nothing, request.query);
    const account = await this.accounts.get(request.params['account'] as string);
    const { value, expiresAt, livesUntilMs } = await this.tickets.current(account);
    const expiresIn = Math.floor((livesUntilMs - this.clock.monotonicMs()) / 1000);
    sendJson(response, JSON.stringify({ ticket: value, expires_in: expiresIn, expires_at: expiresAt }));
  }

  @Post('jssdk-config')
  @CallerScope('ticket:sign')
  @ApiRoute({
    operationId: 'signJssdkPage',
    tag: 'JS-SDK',
    summary: 'Sign a page for the JS-SDK',
    description:
      'What `wx.config` wants, beside `jsApiList`. The page’s host must be registered: `PUBLIC_URL`, `RETURN_URLS`, or the account’s JS domains (`lingpai account js-domains`).',
    params: { account: accountParam },
    body: pageToSign,
  })
  @ApiAnswer(200, 'The signature, with what it was made of.', { schema: jssdkView })
  @ApiProblem(403, 'ticket.page_not_registered', 'The page’s host is not registered.')
  @ApiProblem(404, 'account.not_found', 'There is no such account.')
  @ApiProblem(
    503,
    'token.unavailable',
    'WeChat gives no ticket just now; `Retry-After` says when to ask again.',
  )
  async sign(@Req() request: Request, @Res() response: Response): Promise<void> {
    queryOf(nothing, request.query);
    const { url } = bodyOf(pageToSign, request.body);
    const account = await this.accounts.get(request.params['account'] as string);
    sendJson(response, JSON.stringify(await this.tickets.configFor(account, url)));
  }
}
