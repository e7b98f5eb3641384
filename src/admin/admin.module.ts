import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { CallersModule } from '../callers/callers.module.js';
import { OperatorsModule } from '../operators/operators.module.js';
import { PrivacyModule } from '../privacy/privacy.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccountChecks } from './accounts/account-checks.js';
import { AccountChecksController } from './accounts/account-checks.controller.js';
import { AdminAccountsController } from './accounts/accounts.controller.js';
import { AdminSettings } from './admin-settings.js';
import { AdminAuditController } from './audit/audit.controller.js';
import { AuditTrail } from './audit-trail.js';
import { AdminCallersController } from './callers/callers.controller.js';
import { ConsoleController } from './console/console.controller.js';
import { ExpectedInput } from './expected-input.js';
import { AdminFollowerSyncController } from './followers/follower-sync.controller.js';
import { OperatorsController } from './operators/operators.controller.js';
import { AdminOverviewController } from './overview/overview.controller.js';
import { OverviewRepository } from './overview/overview.repository.js';
import { AdminReplyRulesController } from './replies/reply-rules.controller.js';
import { AdminServerController } from './server/server.controller.js';
import { OwnAccessController } from './session/own-access.controller.js';
import { OwnSessionsController } from './session/own-sessions.controller.js';
import { AdminSessionController } from './session/session.controller.js';
import { SetupController } from './session/setup.controller.js';
import { AdminTokenController } from './token/token.controller.js';
import { TokenHealthService } from './token/token-health.service.js';
import { ExportTickets } from './users/export-tickets.js';
import { UserChangesController } from './users/user-changes.controller.js';
import { UserExportsController } from './users/user-exports.controller.js';
import { UserTimelineRepository } from './users/user-timeline.repository.js';
import { AdminUsersController } from './users/users.controller.js';
import { AdminUsersService } from './users/users.service.js';

/** What the console needs of its surroundings. */
export interface AdminSurroundings {
  readonly settings: AdminSettings;
  /** The modules that it looks into and that are made with settings. */
  readonly rooms: readonly DynamicModule[];
  /** Who fetches pictures. */
  readonly avatars: Provider;
}

/** The console: its pages, and thin doors to what the rooms below can do. */
@Module({})
export class AdminModule {
  static with({ settings, rooms, avatars }: AdminSurroundings): DynamicModule {
    return {
      module: AdminModule,
      imports: [
        AccountsModule,
        AuditModule,
        CallersModule,
        OperatorsModule,
        PrivacyModule,
        UsersModule,
        ...rooms,
      ],
      controllers: [
        AdminSessionController,
        OwnAccessController,
        OwnSessionsController,
        SetupController,
        OperatorsController,
        AccountChecksController,
        AdminAccountsController,
        AdminFollowerSyncController,
        AdminReplyRulesController,
        AdminCallersController,
        AdminTokenController,
        UserExportsController,
        AdminUsersController,
        UserChangesController,
        AdminAuditController,
        AdminOverviewController,
        AdminServerController,
        // Last: it takes every address under /admin that is left.
        ConsoleController,
      ],
      providers: [
        { provide: AdminSettings, useValue: settings },
        avatars,
        AccountChecks,
        AdminUsersService,
        AuditTrail,
        ExpectedInput,
        ExportTickets,
        OverviewRepository,
        TokenHealthService,
        UserTimelineRepository,
      ],
    };
  }
}
