import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccountsModule } from '../accounts/accounts.module.js';
import { CallersModule } from '../callers/callers.module.js';
import { PrivacyModule } from '../privacy/privacy.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccessGuard } from './access/access.guard.js';
import { EntryService } from './access/entry.service.js';
import { InterludeService } from './access/interlude.service.js';
import { ClientSettings, VisitorClient } from './access/visitor-client.js';
import { VisitorGate } from './access/visitor.gate.js';
import { AttemptStateStore } from './login/attempt-state.store.js';
import { LoginFiguresJob } from './figures/login-figures.job.js';
import { LoginFiguresRepository } from './figures/login-figures.repository.js';
import { BrowserCookie } from './login/browser.cookie.js';
import { CallbackService } from './login/callback.service.js';
import { LinkController } from './login/link.controller.js';
import { LoginAttemptRepository } from './login/login-attempt.repository.js';
import { LoginPurgeJob } from './login/login-purge.job.js';
import { LoginController } from './login/login.controller.js';
import { LoginGate, WECHAT_OPEN_URL } from './login/login.gate.js';
import { LoginService } from './login/login.service.js';
import { SignInRepository } from './login/sign-in.repository.js';
import { SignInService } from './login/sign-in.service.js';
import { SessionController } from './session/session.controller.js';
import { SessionCookie } from './session/session.cookie.js';
import { SessionRepository } from './session/session.repository.js';
import { SessionService } from './session/session.service.js';
import { ProfileRefreshController } from './user-token/profile-refresh.controller.js';
import { ProfileRefreshService } from './user-token/profile-refresh.service.js';
import { UserTokenRepository } from './user-token/user-token.repository.js';
import { UserTokenService } from './user-token/user-token.service.js';

/** What authorization needs to know of its surroundings. */
export interface AuthSettings {
  /** The room of login links, which also knows where visitors may return to. */
  readonly links: DynamicModule;
  /** Where WeChat's authorization pages are. */
  readonly openUrl: string;
  /** Where the sandbox's phone is, which may stand in for WeChat's browser; null when none runs. */
  readonly phoneUrl: string | null;
}

/** The visitor's way through WeChat and back, sessions, and the visitors' own tokens. */
@Module({})
export class AuthModule {
  static with({ links, openUrl, phoneUrl }: AuthSettings): DynamicModule {
    return {
      module: AuthModule,
      imports: [AccountsModule, CallersModule, PrivacyModule, UsersModule, links],
      controllers: [LinkController, LoginController, SessionController, ProfileRefreshController],
      providers: [
        { provide: WECHAT_OPEN_URL, useValue: openUrl },
        { provide: ClientSettings, useValue: { phoneUrl } },
        { provide: APP_GUARD, useClass: AccessGuard },
        AttemptStateStore,
        BrowserCookie,
        CallbackService,
        EntryService,
        InterludeService,
        LoginAttemptRepository,
        LoginFiguresJob,
        LoginFiguresRepository,
        LoginGate,
        LoginPurgeJob,
        LoginService,
        ProfileRefreshService,
        SessionCookie,
        SessionRepository,
        SessionService,
        SignInRepository,
        SignInService,
        UserTokenRepository,
        UserTokenService,
        VisitorClient,
        VisitorGate,
      ],
      exports: [
        LoginFiguresRepository,
        ProfileRefreshService,
        SessionCookie,
        SessionService,
        UserTokenService,
      ],
    };
  }
}
