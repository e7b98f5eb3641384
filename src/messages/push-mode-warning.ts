import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { AccountsService } from '../accounts/accounts.service.js';
import { Log } from '../kernel/logging/log.js';

/** Says at each start which accounts' pushes could be forged or read on the way. */
@Injectable()
export class PushModeWarning implements OnApplicationBootstrap {
  constructor(
    private readonly accounts: AccountsService,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    try {
      for (const account of await this.accounts.all()) {
        const mode = this.accounts.pushSettingsOf(account)?.mode ?? 'safe';
        if (mode !== 'safe')
          this.log.warn('messages.mode_not_safe', { account: account.key, mode, why: WHY[mode] });
      }
    } catch (error) {
      // A database that is away is told of by others, and a seal that does not open by the first push.
      this.log.debug('messages.modes_not_seen', { error });
    }
  }
}

const WHY = {
  plain: 'one line of an access log lets its reader make up pushes; choose safe in WeChat’s console and here',
  compat: 'what people write travels in clear beside the cipher; choose safe in WeChat’s console and here',
} as const;
