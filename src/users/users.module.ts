import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { FollowingRepository } from './following.repository.js';
import { FollowingService } from './following.service.js';
import { NicknameSearch } from './nickname-search.js';
import { NicknameStatistics } from './nickname-statistics.js';
import { OpenidLinks } from './openid-links.js';
import { PersonsController } from './persons.controller.js';
import { UserCursors } from './user-cursors.js';
import { UserInfoRepository } from './user-info.repository.js';
import { UserInfoService } from './user-info.service.js';
import { UserList } from './user-list.js';
import { UserLookup } from './user-lookup.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';
import { WechatUserRepository } from './wechat-user.repository.js';

/** WeChat users and persons. */
@Module({
  imports: [AccountsModule],
  controllers: [UsersController, PersonsController],
  providers: [
    FollowingRepository,
    FollowingService,
    NicknameSearch,
    NicknameStatistics,
    OpenidLinks,
    UserCursors,
    UserInfoRepository,
    UserInfoService,
    UserList,
    UserLookup,
    UsersService,
    WechatUserRepository,
  ],
  exports: [
    FollowingService,
    OpenidLinks,
    UserCursors,
    UserInfoRepository,
    UserInfoService,
    UserList,
    UserLookup,
    UsersService,
  ],
})
export class UsersModule {}
