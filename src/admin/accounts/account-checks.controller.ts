import { Body, HttpCode, Param, Post } from '@nestjs/common';
import { accountParam } from '../../accounts/account.schemas.js';
import { AccountsService } from '../../accounts/accounts.service.js';
import { ApiAnswer, ApiProblem, ApiRoute } from '../../kernel/http/api-docs.js';
import { bodyOf } from '../../kernel/http/request-input.js';
import { OperatorMay } from '../../operators/operator.decorators.js';
import { AdminController } from '../admin.decorators.js';
import { CurrentTrail, type Trail } from '../audit-trail.js';
import { AccountChecks } from './account-checks.js';
import { appToCheck, checkedApp, checkedPush } from './account-checks.schemas.js';

const TAG = 'Accounts';

/** Trying out what is entered for an account. */
@AdminController('accounts')
export class AccountChecksController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly checks: AccountChecks,
  ) {}

  @Post('check')
  @HttpCode(200)
  @OperatorMay('accounts:add', { audit: 'account.checked' })
  @ApiRoute({
    operationId: 'checkApp',
    tag: TAG,
    summary: 'Ask WeChat whether it knows appid and AppSecret',
    description: 'By the stable token, not forced, which voids nobody’s token. Nothing is kept.',
    body: appToCheck,
  })
  @ApiAnswer(200, 'What WeChat made of them, with what to do.', { schema: checkedApp })
  async app(@Body() body: unknown, @CurrentTrail() trail: Trail): Promise<object> {
    const { app_id: appId, app_secret: appSecret } = bodyOf(appToCheck, body);
    const checked = await this.checks.app({ appId, appSecret });
    trail.detail = { app_id: appId, good: checked.good };
    return checked;
  }

  @Post(':account/push/check')
  @HttpCode(200)
  @OperatorMay('accounts:write', { audit: 'account.push_checked' })
  @ApiRoute({
    operationId: 'checkPush',
    tag: TAG,
    summary: 'Send ourselves a signed handshake through our public address',
    description: 'As WeChat’s console does when the address is entered there.',
    params: { account: accountParam },
  })
  @ApiAnswer(200, 'What came back.', { schema: checkedPush })
  @ApiProblem(404, 'account.not_found', 'There is no such account.')
  async push(@Param('account') key: string, @CurrentTrail() trail: Trail): Promise<object> {
    const checked = await this.checks.push(await this.accounts.get(key));
    trail.detail = { ...checked };
    return checked;
  }
}
