import { type DynamicModule, Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import type { ReturnRule } from '../config/return-rule.js';
import { CredentialMemory } from './credential-memory.js';
import { CredentialRepository } from './credential.repository.js';
import { ForceBudgetRepository } from './force-budget.repository.js';
import { GlobalTokenCalls } from './global-token-calls.js';
import { GlobalTokenController } from './global-token.controller.js';
import { GlobalTokenService } from './global-token.service.js';
import { GlobalTokenSource } from './global-token.source.js';
import { Instance } from './instance.js';
import { JsPages } from './js-pages.js';
import { JsapiTicketController } from './jsapi-ticket.controller.js';
import { JsapiTicketService } from './jsapi-ticket.service.js';
import { JsapiTicketSource } from './jsapi-ticket.source.js';
import { RenewalJob } from './renewal.job.js';
import { RenewalService } from './renewal.service.js';
import { RenewalWitness } from './renewal-witness.js';
import { TokenHistoryRepository } from './token-history.repository.js';

/** What the token room needs to know of its surroundings: which pages it may sign for. */
export interface TokenSettings {
  readonly publicUrl: string;
  readonly returnRules: readonly ReturnRule[];
}

/** The accounts' global tokens and tickets: fetched, kept, renewed and handed out from one place (中控服务器). */
@Module({})
export class TokenModule {
  static with({ publicUrl, returnRules }: TokenSettings): DynamicModule {
    return {
      module: TokenModule,
      // Every room that calls WeChat for an account needs the token.
      global: true,
      imports: [AccountsModule],
      controllers: [GlobalTokenController, JsapiTicketController],
      providers: [
        { provide: Instance, useValue: new Instance() },
        { provide: JsPages, useValue: new JsPages(publicUrl, returnRules) },
        CredentialMemory,
        CredentialRepository,
        ForceBudgetRepository,
        GlobalTokenCalls,
        GlobalTokenService,
        GlobalTokenSource,
        JsapiTicketService,
        JsapiTicketSource,
        RenewalJob,
        RenewalService,
        RenewalWitness,
        TokenHistoryRepository,
      ],
      exports: [
        CredentialRepository,
        ForceBudgetRepository,
        GlobalTokenCalls,
        GlobalTokenService,
        JsapiTicketService,
        TokenHistoryRepository,
      ],
    };
  }
}
