import { type DynamicModule, Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { PrivacyModule } from '../privacy/privacy.module.js';
import { UsersModule } from '../users/users.module.js';
import { AvatarService, AvatarSources } from './avatar.service.js';
import { HomeController } from './home.controller.js';
import { MemberController } from './member.controller.js';
import { MemberDataController } from './member-data.controller.js';
import { MemberService } from './member.service.js';
import { JssdkSource, ShareCardService } from './share-card.service.js';

/** `/me`. */
@Module({})
export class MemberModule {
  static with(
    rooms: { readonly auth: DynamicModule; readonly links: DynamicModule; readonly tokens: DynamicModule },
    sources: AvatarSources,
    jssdk: JssdkSource,
  ): DynamicModule {
    return {
      module: MemberModule,
      imports: [rooms.auth, rooms.links, rooms.tokens, AccountsModule, PrivacyModule, UsersModule],
      controllers: [HomeController, MemberController, MemberDataController],
      providers: [
        MemberService,
        AvatarService,
        { provide: AvatarSources, useValue: sources },
        ShareCardService,
        { provide: JssdkSource, useValue: jssdk },
      ],
      exports: [AvatarService],
    };
  }
}
