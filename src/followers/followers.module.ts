import { type DynamicModule, Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { PrivacyModule } from '../privacy/privacy.module.js';
import { UsersModule } from '../users/users.module.js';
import { FollowerSource, FollowerSyncSettings } from './follower.source.js';
import { FollowerSyncController } from './follower-sync.controller.js';
import { FollowerSyncJob } from './follower-sync.job.js';
import { FollowerSyncRepository } from './follower-sync.repository.js';
import { FollowerSyncService } from './follower-sync.service.js';
import { ListedFollowersRepository } from './listed-followers.repository.js';
import { SyncRunner } from './sync-runner.js';

/** An account's whole list of followers, read from WeChat into the database. */
@Module({})
export class FollowersModule {
  static with(settings: FollowerSyncSettings): DynamicModule {
    return {
      module: FollowersModule,
      imports: [AccountsModule, PrivacyModule, UsersModule],
      controllers: [FollowerSyncController],
      providers: [
        { provide: FollowerSyncSettings, useValue: settings },
        FollowerSource,
        FollowerSyncJob,
        FollowerSyncRepository,
        FollowerSyncService,
        ListedFollowersRepository,
        SyncRunner,
      ],
      exports: [FollowerSyncService],
    };
  }
}
