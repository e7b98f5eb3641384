import { type DynamicModule, Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { UsersModule } from '../users/users.module.js';
import { AvatarService, AvatarSources } from './avatar.service.js';
import { HomeController } from './home.controller.js';
import { MemberController } from './member.controller.js';
import { MemberService } from './member.service.js';

/** `/me`. */
@Module({})
export class MemberModule {
  static with(auth: DynamicModule, sources: AvatarSources): DynamicModule {
    return {
      module: MemberModule,
      imports: [auth, AccountsModule, UsersModule],
      controllers: [HomeController, MemberController],
      providers: [MemberService, AvatarService, { provide: AvatarSources, useValue: sources }],
    };
  }
}
