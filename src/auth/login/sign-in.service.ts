import { Injectable } from '@nestjs/common';
import type { Account } from '../../accounts/account.entity.js';
import { Clock } from '../../kernel/clock/clock.js';
import { sha256 } from '../../kernel/crypto/digest.js';
import { Log } from '../../kernel/logging/log.js';
import type { LinkRefusal } from '../../links/link-outcome.js';
import { NO_PROFILE, provenanceOf } from '../../users/profile.js';
import type { SeenUser } from '../../users/remember-user.statement.js';
import { OauthApi } from '../../wechat/oauth/oauth-api.js';
import type { CodeGrant } from '../../wechat/oauth/oauth.wire.js';
import type { Scope } from '../../wechat/oauth/authorize-url.js';
import { WeChatError } from '../../wechat/wechat-error.js';
import type { NewSession } from '../session/session.repository.js';
import { SessionService } from '../session/session.service.js';
import type { Landed, LoginRequest } from './login-request.js';
import { LoginExpired } from './login.errors.js';
import { type SignIn, SignInRepository } from './sign-in.repository.js';

/** What happens between a code that WeChat took and a session. */
@Injectable()
export class SignInService {
  constructor(
    private readonly rows: SignInRepository,
    private readonly sessions: SessionService,
    private readonly oauth: OauthApi,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** @throws LoginExpired when the attempt ended while WeChat was asked */
  async signIn(request: LoginRequest, grant: CodeGrant): Promise<Landed> {
    const { account, browser, query } = request;
    const attempt = request.attempt!;
    const stateHash = request.stateHash ?? sha256(query.state!);
    const sessionId = this.sessions.idFor(query.state!, browser);
    const session: NewSession = {
      idHash: sha256(sessionId),
      accountId: account.id,
      scope: grantedScope(grant, attempt.scope),
      replaces: request.session === null ? null : sha256(request.session),
    };
    if (grant.snapshot) {
      if (!(await this.rows.admitSnapshot(stateHash, session))) throw new LoginExpired();
      return { sessionId, returnTo: attempt.returnTo, linkRefused: null };
    }
    const seen = await this.see(account, grant, session.scope);
    const token = { ...grant, scope: session.scope };
    const linkRefused = await this.enter({ account, stateHash, session, seen, token }, attempt.linkHash);
    return { sessionId, returnTo: attempt.returnTo, linkRefused };
  }

  /** Answers why the link they came by, if any, did nothing for them. */
  private async enter(signIn: SignIn, linkHash: Buffer | null): Promise<LinkRefusal | null> {
    if (linkHash === null) {
      if ((await this.rows.signIn(signIn)) === null) throw new LoginExpired();
      return null;
    }
    const ended = await this.rows.signInByLink(signIn, linkHash);
    if (!ended) throw new LoginExpired();
    const { userId, refused } = ended;
    this.log.info(refused ? 'link.refused' : 'link.consumed', {
      account: signIn.account.key,
      user: userId,
      ...(refused ? { reason: refused } : {}),
    });
    return refused;
  }

  /** A profile that cannot be had just now is no reason to turn somebody away. */
  private async see(account: Account, grant: CodeGrant, scope: string): Promise<SeenUser> {
    const bare = { openid: grant.openid, unionid: grant.unionid, scope, profile: NO_PROFILE, provenance: {} };
    if (scope === 'snsapi_base') return bare;
    try {
      const { openid, unionid, ...profile } = await this.oauth.userinfo(grant.userToken, grant.openid);
      if (openid !== grant.openid) {
        this.log.warn('login.profile_of_another', { account: account.key });
        return bare;
      }
      const provenance = provenanceOf(profile, 'sns_userinfo', this.clock.now());
      return { ...bare, unionid: unionid ?? grant.unionid, profile, provenance };
    } catch (error) {
      if (!(error instanceof WeChatError)) throw error;
      this.log.warn('login.profile_failed', { account: account.key, error });
      return bare;
    }
  }
}

/** What WeChat says it granted; what was asked for when it says nothing. */
function grantedScope(grant: CodeGrant, asked: Scope): Scope {
  const known: readonly Scope[] = ['snsapi_login', 'snsapi_userinfo', 'snsapi_base'];
  return known.find((scope) => grant.scopes.includes(scope)) ?? asked;
}
