import { type DynamicModule, Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { CallersModule } from '../callers/callers.module.js';
import { CustomerMessagesController } from './customer-messages.controller.js';
import { CustomerMessages } from './customer-messages.service.js';
import { LoginLinkFiller } from './login-link-filler.js';
import { RepliesService } from './replies.service.js';
import { ReplyRuleRepository } from './reply-rule.repository.js';
import { ReplyRulesService } from './reply-rules.service.js';

/** What accounts answer by rules, and what they write through the API. */
@Module({})
export class RepliesModule {
  static with(rooms: { readonly links: DynamicModule; readonly tokens: DynamicModule }): DynamicModule {
    return {
      module: RepliesModule,
      imports: [AccountsModule, CallersModule, rooms.links, rooms.tokens],
      controllers: [CustomerMessagesController],
      providers: [CustomerMessages, LoginLinkFiller, RepliesService, ReplyRuleRepository, ReplyRulesService],
      exports: [CustomerMessages, RepliesService, ReplyRulesService],
    };
  }
}
