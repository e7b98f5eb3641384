import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { AccountsModule } from './accounts/accounts.module.js';
import { AdminModule } from './admin/admin.module.js';
import { Avatars } from './admin/users/avatars.js';
import { AuthModule } from './auth/auth.module.js';
import { CallersModule } from './callers/callers.module.js';
import { IdempotencyModule } from './callers/idempotency.module.js';
import { RateLimitSettings } from './callers/rate-limits.js';
import type { RetentionDays } from './config/retention.js';
import { type ReturnRule, writeReturnRule } from './config/return-rule.js';
import { DatabaseModule } from './database/database.module.js';
import { DatabaseSettings } from './database/database-settings.js';
import { DemoModule } from './demo/demo.module.js';
import { FollowersModule } from './followers/followers.module.js';
import { HealthModule } from './health/health.module.js';
import { type Edges, KernelModule } from './kernel/kernel.module.js';
import { LinksModule } from './links/links.module.js';
import { AvatarService } from './member/avatar.service.js';
import { MemberModule } from './member/member.module.js';
import { MessagesModule } from './messages/messages.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { OpenApiModule } from './openapi/openapi.module.js';
import { OperatorDoorModule } from './operator-door.module.js';
import { PagesModule } from './pages/pages.module.js';
import { PrivacyModule } from './privacy/privacy.module.js';
import { RetentionSettings } from './privacy/retention.service.js';
import { TombstonesPlace } from './privacy/tombstones-file.js';
import { RepliesModule } from './replies/replies.module.js';
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
  /** Calls to WeChat a second while followers are read; 0: as fast as they are answered. */
  readonly followerSyncRate: number;
  /** Requests a minute that one API key may make of an instance; null: as many as it likes. */
  readonly apiRateLimit: number | null;
  /** Where the tombstones of the erased lie outside the database. */
  readonly tombstonesFile: string;
  /** Where the member page loads WeChat's JS-SDK from; null: the sandbox's while one runs, else none. */
  readonly jssdkUrl: string | null;
  /** For how long things are kept. */
  readonly retention: RetentionDays;
  /** The folder `web/visitor`. */
  readonly assetsFolder: string;
  /** The folder into which the console is built. */
  readonly consoleFolder: string;
  /** The configuration names the account `main`. */
  readonly mainIsConfigured: boolean;
}

/** The sandbox's stand-in asks the sandbox whether a signature is good; WeChat's own asks the application it runs in. */
function jssdkOf({ jssdkUrl, sandboxUrl }: Surroundings): { url: string; mayCall: boolean } | null {
  if (jssdkUrl) return { url: jssdkUrl, mayCall: false };
  return sandboxUrl ? { url: `${sandboxUrl}/open/js/jweixin-1.6.0.js`, mayCall: true } : null;
}

/** The list of rooms. */
@Module({})
export class AppModule {
  static in(surroundings: Surroundings): DynamicModule {
    const { address, clock, database, returnRules, sandboxUrl, wechat, assetsFolder } = surroundings;
    const jssdk = jssdkOf(surroundings);
    const links = LinksModule.with({ publicUrl: address.origin, returnRules });
    const auth = AuthModule.with({
      links,
      openUrl: wechat.openUrl,
      phoneUrl: sandboxUrl,
    });
    const tokens = TokenModule.with({ publicUrl: address.origin, returnRules });
    const followers = FollowersModule.with({ callsPerSecond: surroundings.followerSyncRate });
    const member = MemberModule.with(
      { auth, links, tokens },
      { alsoFrom: sandboxUrl ? [sandboxUrl] : [] },
      { url: jssdk?.url ?? null },
    );
    const adminSettings = {
      returnUrls: returnRules.map(writeReturnRule),
      mainIsConfigured: surroundings.mainIsConfigured,
      consoleFolder: surroundings.consoleFolder,
      sandboxUrl,
      version: surroundings.version,
    };
    const replies = RepliesModule.with({ links, tokens });
    return {
      module: AppModule,
      imports: [
        KernelModule.with(surroundings),
        SettingsModule.with([
          { provide: DatabaseSettings, useValue: database },
          { provide: RateLimitSettings, useValue: { perMinute: surroundings.apiRateLimit } },
          { provide: TombstonesPlace, useValue: { file: surroundings.tombstonesFile } },
          { provide: RetentionSettings, useValue: { days: surroundings.retention } },
        ]),
        DatabaseModule.forRoot({ entities, migrations }),
        ScheduleModule.forRoot(),
        WechatModule.at(wechat.apiUrl, clock),
        PagesModule.with({ assetsFolder, frameAncestor: sandboxUrl ?? undefined, jssdk }),
        AccountsModule,
        CallersModule,
        IdempotencyModule,
        tokens,
        UsersModule,
        PrivacyModule,
        followers,
        links,
        auth,
        replies,
        member,
        MessagesModule.with(replies),
        OperatorDoorModule,
        AdminModule.with({
          settings: adminSettings,
          rooms: [tokens, auth, links, replies, followers, member],
          avatars: {
            provide: Avatars,
            inject: [AvatarService],
            useFactory: (avatars: AvatarService): Avatars => ({ at: (address) => avatars.fetch(address) }),
          },
        }),
        HealthModule,
        MetricsModule.with({ token: surroundings.metricsToken, version: surroundings.version }, tokens),
        OpenApiModule.at({ folder: surroundings.packageRoot, version: surroundings.version }),
        ...(sandboxUrl ? [DemoModule] : []),
      ],
    };
  }
}
