import { Module } from '@nestjs/common';
import { UsersService } from './users.service.js';
import { WechatUserRepository } from './wechat-user.repository.js';

/** WeChat users and persons. */
@Module({ providers: [WechatUserRepository, UsersService], exports: [UsersService] })
export class UsersModule {}
