import { type DynamicModule, Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { PrivacyModule } from '../privacy/privacy.module.js';
import { UsersModule } from '../users/users.module.js';
import { FollowingHandler } from './handlers/following.handler.js';
import { WithdrawalHandler } from './handlers/withdrawal.handler.js';
import { InboxJob } from './inbox.job.js';
import { InboxService } from './inbox.service.js';
import { PushController } from './push.controller.js';
import { PushEffectsService } from './push-effects.service.js';
import { PushInboxRepository } from './push-inbox.repository.js';
import { PushMarks } from './push-marks.js';
import { PushModeWarning } from './push-mode-warning.js';
import { PushRefusals } from './push-refusals.js';
import { PushService } from './push.service.js';

/** What WeChat pushes to the accounts: taken in, answered, and given its effect. */
@Module({})
export class MessagesModule {
  /** @param replies the room that knows what is answered */
  static with(replies: DynamicModule): DynamicModule {
    return {
      module: MessagesModule,
      imports: [AccountsModule, PrivacyModule, UsersModule, replies],
      controllers: [PushController],
      providers: [
        FollowingHandler,
        InboxJob,
        InboxService,
        PushEffectsService,
        PushInboxRepository,
        PushMarks,
        PushModeWarning,
        PushRefusals,
        PushService,
        WithdrawalHandler,
      ],
      exports: [PushInboxRepository],
    };
  }
}
