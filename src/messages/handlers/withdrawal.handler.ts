import { Injectable } from '@nestjs/common';
import { Log } from '../../kernel/logging/log.js';
import { ErasureService } from '../../privacy/erasure.service.js';
import type { Pushed } from './pushed.js';

/** What people take back (授权用户信息变更): their account, an authorization, a profile that WeChat has reset. */
@Injectable()
export class WithdrawalHandler {
  constructor(
    private readonly erasure: ErasureService,
    private readonly log: Log,
  ) {}

  /** Acts on the user whom the push names; who sent it is the platform. One that names another app is not for us. */
  async apply({ account, message, kind, openid }: Pushed): Promise<void> {
    const appId = message.fields.get('AppID')?.trim() ?? '';
    if (appId !== '' && appId !== account.appId) {
      this.log.warn('messages.withdrawal_of_another_app', { account: account.key, kind });
      return;
    }
    if (kind === 'user_authorization_cancellation') await this.erasure.erase(account, openid, 'cancellation');
    else if (kind === 'user_authorization_revoke')
      await this.erasure.withdraw(account, openid, message.fields.get('RevokeInfo')?.trim() ?? '');
    else await this.erasure.forgetProfile(account, openid);
    this.log.info('messages.withdrawal_done', { account: account.key, kind });
  }
}
