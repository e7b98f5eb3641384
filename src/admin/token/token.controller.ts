import { Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { Account } from '../../accounts/account.entity.js';
import { accountParam } from '../../accounts/account.schemas.js';
import { AccountsService } from '../../accounts/accounts.service.js';
import { NothingHere } from '../../kernel/errors/problem.js';
import { ApiAnswer, ApiProblem, ApiRoute } from '../../kernel/http/api-docs.js';
import { queryOf } from '../../kernel/http/request-input.js';
import { OperatorMay } from '../../operators/operator.decorators.js';
import { CredentialRepository } from '../../token/credential.repository.js';
import { GlobalTokenService } from '../../token/global-token.service.js';
import { TokenHistoryRepository } from '../../token/token-history.repository.js';
import { NoGlobalToken } from '../../token/token.errors.js';
import { AdminController } from '../admin.decorators.js';
import { CurrentTrail, type Trail } from '../audit-trail.js';
import { TokenHealthService } from './token-health.service.js';
import {
  historyLineOf,
  historyQuery,
  revealedView,
  tokenHealthList,
  tokenHealthView,
  tokenHistoryView,
} from './token.schemas.js';

const TAG = 'Token health';
const UNKNOWN = 'There is no such account.';
const NONE = 'A website app has no global token.';
const UNAVAILABLE = 'WeChat gives no token just now; `Retry-After` says when to ask again.';
const params = { account: accountParam };

/** The global tokens, as operators watch over them. */
@AdminController('')
export class AdminTokenController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly health: TokenHealthService,
    private readonly tokens: GlobalTokenService,
    private readonly rows: CredentialRepository,
    private readonly history: TokenHistoryRepository,
  ) {}

  @Get('tokens')
  @OperatorMay('tokens:read')
  @ApiRoute({ operationId: 'listTokenHealth', tag: TAG, summary: 'How every account’s token is' })
  @ApiAnswer(200, 'One for each official account; never a value.', { schema: tokenHealthList })
  async all(): Promise<object> {
    return { data: await this.health.all() };
  }

  @Get('accounts/:account/token')
  @OperatorMay('tokens:read')
  @ApiRoute({ operationId: 'getTokenHealth', tag: TAG, summary: 'How an account’s token is', params })
  @ApiAnswer(200, 'Its health, never its value.', { schema: tokenHealthView })
  @ApiProblem(404, 'account.not_found', UNKNOWN)
  @ApiProblem(404, 'token.none_for_website', NONE)
  async one(@Param('account') key: string): Promise<object> {
    return this.health.of(await this.official(key));
  }

  @Get('accounts/:account/token/history')
  @OperatorMay('tokens:read')
  @ApiRoute({
    operationId: 'listTokenHistory',
    tag: TAG,
    summary: 'What happened to an account’s token and ticket',
    params,
    query: historyQuery,
  })
  @ApiAnswer(200, 'The newest first, with what to do where something can be done.', {
    schema: tokenHistoryView,
  })
  @ApiProblem(404, 'account.not_found', UNKNOWN)
  async past(@Param('account') key: string, @Query() query: unknown): Promise<object> {
    const { limit } = queryOf(historyQuery, query);
    const account = await this.accounts.get(key);
    return { data: (await this.history.last(account.id, limit)).map(historyLineOf) };
  }

  @Post('accounts/:account/token/renew')
  @HttpCode(200)
  @OperatorMay('tokens:renew', { audit: 'token.renewed' })
  @ApiRoute({
    operationId: 'renewToken',
    tag: TAG,
    summary: 'Ask WeChat for the token now',
    description: 'In stable mode WeChat may give the same one again, until its last five minutes.',
    params,
  })
  @ApiAnswer(200, 'How it is now.', { schema: tokenHealthView })
  @ApiProblem(404, 'account.not_found', UNKNOWN)
  @ApiProblem(404, 'token.none_for_website', NONE)
  @ApiProblem(503, 'token.unavailable', UNAVAILABLE)
  renew(@Param('account') key: string, @CurrentTrail() trail: Trail): Promise<object> {
    return this.renewed(key, trail, false);
  }

  @Post('accounts/:account/token/force')
  @HttpCode(200)
  @OperatorMay('tokens:force', { confirmed: true, audit: 'token.forced' })
  @ApiRoute({
    operationId: 'forceToken',
    tag: TAG,
    summary: 'Void the token and get another',
    description:
      'For a token that has leaked. Whoever holds the old one has to ask again; WeChat allows 20 a day, 30 seconds apart.',
    params,
  })
  @ApiAnswer(200, 'How it is now.', { schema: tokenHealthView })
  @ApiProblem(404, 'account.not_found', UNKNOWN)
  @ApiProblem(404, 'token.none_for_website', NONE)
  @ApiProblem(503, 'token.unavailable', UNAVAILABLE)
  force(@Param('account') key: string, @CurrentTrail() trail: Trail): Promise<object> {
    return this.renewed(key, trail, true);
  }

  @Post('accounts/:account/token/reveal')
  @HttpCode(200)
  @OperatorMay('tokens:reveal', { confirmed: true, audit: 'token.revealed' })
  @ApiRoute({
    operationId: 'revealToken',
    tag: TAG,
    summary: 'Show the value itself',
    description: 'It is recorded who looked, before it is shown.',
    params,
  })
  @ApiAnswer(200, 'The value. It is a secret.', { schema: revealedView })
  @ApiProblem(404, 'request.not_found', 'None was ever fetched.')
  @ApiProblem(404, 'account.not_found', UNKNOWN)
  @ApiProblem(404, 'token.none_for_website', NONE)
  async reveal(@Param('account') key: string, @CurrentTrail() trail: Trail): Promise<object> {
    const account = await this.official(key);
    const held = await this.rows.open({ kind: 'token', accountId: account.id });
    if (!held || held.value === null) throw new NothingHere();
    trail.detail = { version: held.version };
    return {
      access_token: held.value,
      version: held.version,
      expires_at: held.expiresAt?.toISOString() ?? null,
    };
  }

  private async renewed(key: string, trail: Trail, force: boolean): Promise<object> {
    const account = await this.official(key);
    await trail.begin();
    const { version } = await this.tokens.renew(account, { force });
    trail.detail = { version };
    return this.health.of(account);
  }

  private async official(key: string): Promise<Account> {
    const account = await this.accounts.get(key);
    if (account.kind === 'website') throw new NoGlobalToken();
    return account;
  }
}
