import { Body, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import type { Account } from '../../accounts/account.entity.js';
import { accountParam } from '../../accounts/account.schemas.js';
import { AccountsService } from '../../accounts/accounts.service.js';
import { ApiAnswer, ApiProblem, ApiRoute } from '../../kernel/http/api-docs.js';
import { PublicAddress } from '../../kernel/http/public-address.js';
import { bodyOf } from '../../kernel/http/request-input.js';
import { OperatorMay } from '../../operators/operator.decorators.js';
import { AdminSettings } from '../admin-settings.js';
import { AdminController } from '../admin.decorators.js';
import { CurrentTrail, type Trail } from '../audit-trail.js';
import {
  accountList,
  accountToAdd,
  accountView,
  accountViewOf,
  jsDomainsToSet,
  loginAccountToSet,
  pushToSet,
  secretToSet,
  verifyFileToSet,
} from './accounts.schemas.js';

const TAG = 'Accounts';
const UNKNOWN = 'There is no such account.';
const params = { account: accountParam };

/** The accounts we serve, as operators set them up. */
@AdminController('accounts')
export class AdminAccountsController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly address: PublicAddress,
    private readonly settings: AdminSettings,
  ) {}

  @Get()
  @OperatorMay('accounts:read')
  @ApiRoute({ operationId: 'listAccounts', tag: TAG, summary: 'The accounts, the oldest first' })
  @ApiAnswer(200, 'All of them, without their secrets.', { schema: accountList })
  async list(): Promise<object> {
    const accounts = await this.accounts.all();
    return { data: accounts.map((account) => this.view(account, accounts)) };
  }

  @Get(':account')
  @OperatorMay('accounts:read')
  @ApiRoute({ operationId: 'getAccount', tag: TAG, summary: 'One account', params })
  @ApiAnswer(200, 'The account, without its secrets.', { schema: accountView })
  @ApiProblem(404, 'account.not_found', UNKNOWN)
  get(@Param('account') key: string): Promise<object> {
    return this.seen(key);
  }

  @Post()
  @OperatorMay('accounts:add', { audit: 'account.added' })
  @ApiRoute({ operationId: 'addAccount', tag: TAG, summary: 'Add an account', body: accountToAdd })
  @ApiAnswer(201, 'The account is there; other instances know it within two seconds.', {
    schema: accountView,
  })
  @ApiProblem(409, 'account.taken', 'Another account has this key, or this appid.')
  async add(@Body() body: unknown, @CurrentTrail() trail: Trail): Promise<object> {
    const asked = bodyOf(accountToAdd, body);
    const { key, kind, name } = asked;
    await this.accounts.add({
      key,
      kind,
      name,
      appId: asked.app_id,
      appSecret: asked.app_secret,
      openPlatform: asked.open_platform,
      tokenMode: asked.token_mode,
    });
    Object.assign(trail, { account: key, detail: { app_id: asked.app_id, kind, name } });
    return this.seen(key);
  }

  @Put(':account/secret')
  @HttpCode(204)
  @OperatorMay('accounts:secrets', { confirmed: true, audit: 'account.secret_rotated' })
  @ApiRoute({
    operationId: 'rotateAccountSecret',
    tag: TAG,
    summary: 'Replace the AppSecret',
    description: 'After it was reset in WeChat’s console. It counts on every instance within two seconds.',
    params,
    body: secretToSet,
  })
  @ApiAnswer(204, 'The new secret counts.')
  @ApiProblem(404, 'account.not_found', UNKNOWN)
  async rotateSecret(@Param('account') key: string, @Body() body: unknown): Promise<void> {
    await this.accounts.rotateSecret(key, bodyOf(secretToSet, body).app_secret);
  }

  @Put(':account/verify-file')
  @OperatorMay('accounts:write', { audit: 'account.verify_file_set' })
  @ApiRoute({
    operationId: 'setVerifyFile',
    tag: TAG,
    summary: 'Serve the file by which WeChat checks the domain',
    params,
    body: verifyFileToSet,
  })
  @ApiAnswer(200, 'It is served at the root of this server.', { schema: accountView })
  @ApiProblem(404, 'account.not_found', UNKNOWN)
  async setVerifyFile(
    @Param('account') key: string,
    @Body() body: unknown,
    @CurrentTrail() trail: Trail,
  ): Promise<object> {
    const { name, content } = bodyOf(verifyFileToSet, body);
    await this.accounts.setVerifyFile(key, name, Buffer.from(content));
    trail.detail = { file: name };
    return this.seen(key);
  }

  @Put(':account/js-domains')
  @OperatorMay('accounts:write', { audit: 'account.js_domains_set' })
  @ApiRoute({
    operationId: 'setJsDomains',
    tag: TAG,
    summary: 'Say which hosts’ pages may use the JS-SDK',
    params,
    body: jsDomainsToSet,
  })
  @ApiAnswer(200, 'These, and our own.', { schema: accountView })
  @ApiProblem(404, 'account.not_found', UNKNOWN)
  async setJsDomains(
    @Param('account') key: string,
    @Body() body: unknown,
    @CurrentTrail() trail: Trail,
  ): Promise<object> {
    const { js_domains: domains } = bodyOf(jsDomainsToSet, body);
    const { jsDomains: before } = await this.accounts.get(key);
    await this.accounts.setJsDomains(key, domains);
    trail.detail = { before, after: domains };
    return this.seen(key);
  }

  @Put(':account/push')
  @OperatorMay('accounts:secrets', { confirmed: true, audit: 'account.push_set' })
  @ApiRoute({
    operationId: 'setPush',
    tag: TAG,
    summary: 'Say how pushes come and are signed',
    description: 'As in WeChat’s console. An AES key that is replaced is honoured while WeChat changes over.',
    params,
    body: pushToSet,
  })
  @ApiAnswer(200, 'Pushes are taken so from now on.', { schema: accountView })
  @ApiProblem(404, 'account.not_found', UNKNOWN)
  @ApiProblem(400, 'account.push_key_missing', 'The modes compat and safe need the EncodingAESKey.')
  async setPush(
    @Param('account') key: string,
    @Body() body: unknown,
    @CurrentTrail() trail: Trail,
  ): Promise<object> {
    const { mode, token, aes_key: aesKey, original_id: originalId } = bodyOf(pushToSet, body);
    await this.accounts.setPush(key, { mode, token, aesKey, originalId });
    trail.detail = { mode };
    return this.seen(key);
  }

  @Put(':account/login-account')
  @OperatorMay('accounts:write', { audit: 'account.login_account_set' })
  @ApiRoute({
    operationId: 'setLoginAccount',
    tag: TAG,
    summary: 'Borrow another account’s authorization for login links',
    description: 'For accounts that cannot authorize visitors themselves (订阅号).',
    params,
    body: loginAccountToSet,
  })
  @ApiAnswer(200, 'Login links authorize there.', { schema: accountView })
  @ApiProblem(404, 'account.not_found', UNKNOWN)
  @ApiProblem(400, 'account.cannot_authorize', 'Only a service account can authorize visitors in WeChat.')
  async setLoginAccount(
    @Param('account') key: string,
    @Body() body: unknown,
    @CurrentTrail() trail: Trail,
  ): Promise<object> {
    const { login_account: lender } = bodyOf(loginAccountToSet, body);
    await this.accounts.setLoginAccount(key, lender);
    trail.detail = { after: lender };
    return this.seen(key);
  }

  private async seen(key: string): Promise<object> {
    return this.view(await this.accounts.get(key), await this.accounts.all());
  }

  private view(account: Account, accounts: readonly Account[]): object {
    const { origin, hostname } = this.address;
    return accountViewOf(account, { origin, hostname, accounts, configured: this.settings.mainIsConfigured });
  }
}
