import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { accountParam } from '../accounts/account.schemas.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { CallerScope } from '../callers/caller.decorators.js';
import type { CallerRequest } from '../callers/caller.gate.js';
import { Clock } from '../kernel/clock/clock.js';
import { ApiAnswer, ApiProblem, ApiRoute } from '../kernel/http/api-docs.js';
import { bodyOf, nothing, queryOf } from '../kernel/http/request-input.js';
import type { HeldCredential } from './credential.js';
import { GlobalTokenService } from './global-token.service.js';
import { sendJson } from '../kernel/http/send-json.js';
import { failedToken, refreshView, tokenView } from './token.schemas.js';
import { etagOf, writeToken } from './written-token.js';

/** The global token for callers: read it before each call to WeChat, report it when WeChat refuses it. */
@Controller('api/v1/accounts/:account/token')
export class GlobalTokenController {
  constructor(
    private readonly tokens: GlobalTokenService,
    private readonly accounts: AccountsService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @CallerScope('token:read')
  @ApiRoute({
    operationId: 'getGlobalToken',
    tag: 'Global token',
    summary: 'The token that works now',
    description:
      'Answered from memory: ask right before each call to WeChat rather than keeping the token. While WeChat is asked for the next one, the present one is handed out. Send `If-None-Match` to be told that nothing changed.',
    params: { account: accountParam },
  })
  @ApiAnswer(200, 'A token that works.', {
    schema: tokenView,
    headers: { ETag: 'Its version, as `W/"12"`.' },
  })
  @ApiAnswer(304, 'The version in `If-None-Match` is still the current one.')
  @ApiProblem(404, 'account.not_found', 'There is no such account.')
  @ApiProblem(
    503,
    'token.unavailable',
    'WeChat gives no token just now; `Retry-After` says when to ask again.',
  )
  read(@Req() request: Request, @Res() response: Response): void | Promise<void> {
    if (request.url.includes('?')) queryOf(nothing, request.query);
    // Nothing to wait for, as a rule: a promise would cost as much as the rest.
    const held = this.tokens.held(request.params['account'] as string);
    if (held) return this.answer(request, response, held);
    return this.readAnew(request, response);
  }

  @Post('refresh')
  @CallerScope('token:refresh')
  @ApiRoute({
    operationId: 'reportGlobalToken',
    tag: 'Global token',
    summary: 'Report a token that WeChat refused',
    description:
      'For 40001, 40014 and 42001. If the token you name is still the current one, and WeChat confirms that it is dead, another one is fetched, once, however many report it; otherwise you get the newer one at once.',
    params: { account: accountParam },
    body: failedToken,
  })
  @ApiAnswer(200, 'The token that works now.', { schema: refreshView })
  @ApiProblem(404, 'account.not_found', 'There is no such account.')
  @ApiProblem(
    503,
    'token.unavailable',
    'WeChat gives no token just now; `Retry-After` says when to ask again.',
  )
  async refresh(@Req() request: Request & CallerRequest, @Res() response: Response): Promise<void> {
    queryOf(nothing, request.query);
    const failed = bodyOf(failedToken, request.body);
    const account = await this.accounts.get(request.params['account'] as string);
    const which =
      failed.version === undefined ? { value: failed.access_token! } : { version: failed.version };
    const { token, refreshed } = await this.tokens.report(account, which, request.caller?.name);
    const json = writeToken(token, this.clock.monotonicMs());
    sendJson(response, `${json.slice(0, -1)},"refreshed":${refreshed}}`);
  }

  private async readAnew(request: Request, response: Response): Promise<void> {
    const account = await this.accounts.get(request.params['account'] as string);
    this.answer(request, response, await this.tokens.current(account));
  }

  private answer(request: Request, response: Response, held: HeldCredential): void {
    const etag = etagOf(held);
    if (request.headers['if-none-match'] !== undefined && names(request.headers['if-none-match'], etag)) {
      response.writeHead(304, { ETag: etag, 'Cache-Control': 'no-store' }).end();
      return;
    }
    sendJson(response, writeToken(held, this.clock.monotonicMs()), etag);
  }
}

/** Weak comparison (RFC 9110, §8.8.3.2). */
function names(header: string, etag: string): boolean {
  const bare = etag.replace('W/', '');
  return header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === bare);
}
