import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { AccountsModule } from './accounts/accounts.module.js';
import { AuthModule } from './auth/auth.module.js';
import { CallersModule } from './callers/callers.module.js';
import type { ReturnRule } from './config/return-rule.js';
import { DatabaseModule } from './database/database.module.js';
import { DatabaseSettings } from './database/database-settings.js';
import { DemoModule } from './demo/demo.module.js';
import { HealthModule } from './health/health.module.js';
import { type Edges, KernelModule } from './kernel/kernel.module.js';
import { MemberModule } from './member/member.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { OpenApiModule } from './openapi/openapi.module.js';
import { PagesModule } from './pages/pages.module.js';
import { entities, migrations } from './schema.js';
import { SettingsModule } from './settings.module.js';
import { TokenModule } from './token/token.module.js';
import { UsersModule } from './users/users.module.js';
import { WechatModule } from './wechat.module.js';

/** Everything that is decided before the rooms are opened. */
export interface Surroundings extends Edges {
  readonly database: DatabaseSettings;
  readonly returnRules: readonly ReturnRule[];
  readonly wechat: { readonly apiUrl: string; readonly openUrl: string };
  /** Where the sandbox answers, when it runs. */
  readonly sandboxUrl: string | null;
  /** The folder of `package.json`, and the version that stands there. */
  readonly packageRoot: string;
  readonly version: string;
  /** What lets others than this machine read `/metrics`; null: nothing does. */
  readonly metricsToken: string | null;
  /** The folder `web/visitor`. */
  readonly assetsFolder: string;
}

/** The list of rooms. */
@Module({})
export class AppModule {
  static in(surroundings: Surroundings): DynamicModule {
    const { address, clock, database, returnRules, sandboxUrl, wechat, assetsFolder } = surroundings;
    const auth = AuthModule.with({
      publicUrl: address.origin,
      returnRules,
      openUrl: wechat.openUrl,
      phoneUrl: sandboxUrl,
    });
    const tokens = TokenModule.with({ publicUrl: address.origin, returnRules });
    return {
      module: AppModule,
      imports: [
        KernelModule.with(surroundings),
        SettingsModule.with([{ provide: DatabaseSettings, useValue: database }]),
        DatabaseModule.forRoot({ entities, migrations }),
        ScheduleModule.forRoot(),
        WechatModule.at(wechat.apiUrl, clock),
        PagesModule.with({ assetsFolder, frameAncestor: sandboxUrl ?? undefined }),
        AccountsModule,
        CallersModule,
        tokens,
        UsersModule,
        auth,
        MemberModule.with(auth, { alsoFrom: sandboxUrl ? [sandboxUrl] : [] }),
        HealthModule,
        MetricsModule.with({ token: surroundings.metricsToken, version: surroundings.version }, tokens),
        OpenApiModule.at({ folder: surroundings.packageRoot, version: surroundings.version }),
        ...(sandboxUrl ? [DemoModule] : []),
      ],
    };
  }
}
