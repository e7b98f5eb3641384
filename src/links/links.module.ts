import { type DynamicModule, Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { CallersModule } from '../callers/callers.module.js';
import type { ReturnRule } from '../config/return-rule.js';
import { ReturnTargets } from '../config/return-to.js';
import { OpenidLinks } from '../users/openid-links.js';
import { UsersModule } from '../users/users.module.js';
import { LinkConsumption } from './link-consumption.js';
import { LinkPurgeJob } from './link-purge.job.js';
import { LinkedOpenidRepository } from './linked-openid.repository.js';
import { LinkedOpenids } from './linked-openids.service.js';
import { LinksController } from './links.controller.js';
import { LoginLinkRepository } from './login-link.repository.js';
import { LoginLinks } from './login-links.service.js';

/** Where visitors may return to. */
export interface LinksSettings {
  readonly publicUrl: string;
  readonly returnRules: readonly ReturnRule[];
}

/** Login links, and the openids of several accounts that they show to be one person's. */
@Module({})
export class LinksModule {
  /** A user's page shows the links, and lies in a room below. */
  constructor(users: OpenidLinks, linked: LinkedOpenids) {
    users.askedOf(linked);
  }

  static with({ publicUrl, returnRules }: LinksSettings): DynamicModule {
    return {
      module: LinksModule,
      imports: [AccountsModule, CallersModule, UsersModule],
      controllers: [LinksController],
      providers: [
        { provide: ReturnTargets, useValue: { publicUrl, rules: returnRules } },
        LinkConsumption,
        LinkPurgeJob,
        LinkedOpenidRepository,
        LinkedOpenids,
        LoginLinkRepository,
        LoginLinks,
      ],
      exports: [ReturnTargets, LinkConsumption, LinkedOpenids, LoginLinks],
    };
  }
}
