import type { Account } from '../../src/accounts/account.entity.js';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import { AttemptStateStore } from '../../src/auth/login/attempt-state.store.js';
import { BrowserCookie } from '../../src/auth/login/browser.cookie.js';
import { CallbackService } from '../../src/auth/login/callback.service.js';
import { LoginGate } from '../../src/auth/login/login.gate.js';
import { LoginService } from '../../src/auth/login/login.service.js';
import { type SignIn, SignInRepository } from '../../src/auth/login/sign-in.repository.js';
import { SignInService } from '../../src/auth/login/sign-in.service.js';
import type { NewSession } from '../../src/auth/session/session.repository.js';
import { SessionService } from '../../src/auth/session/session.service.js';
import type { ReturnTargets } from '../../src/config/return-to.js';
import { PublicAddress } from '../../src/kernel/http/public-address.js';
import { SystemRandom } from '../../src/kernel/random/system-random.js';
import type { LinkRefusal } from '../../src/links/link-outcome.js';
import { anAccount, testKeys, testSealer } from './an-account.js';
import { FakeOauthApi } from './fake-oauth-api.js';
import { FixedClock } from './fixed-clock.js';
import { InMemoryAccounts } from './in-memory-accounts.js';
import { InMemoryLoginAttempts } from './in-memory-login-attempts.js';
import { aSessionRow, InMemorySessions } from './in-memory-sessions.js';
import { RecordingLog } from './recording-log.js';

/** Signing in, without a database: what the one statement does to attempts and sessions. */
export class InMemorySignIns extends SignInRepository {
  readonly signedIn: SignIn[] = [];
  readonly snapshots: NewSession[] = [];
  /** Digests of the links that somebody came by. */
  readonly linked: Buffer[] = [];
  /** Why the next link does nothing. */
  refuses: LinkRefusal | null = null;

  constructor(
    private readonly attempts: InMemoryLoginAttempts,
    private readonly sessionRows: InMemorySessions,
  ) {
    super(undefined as never, undefined as never, undefined as never);
  }

  override async signIn(signIn: SignIn): Promise<string | null> {
    if (!(await this.attempts.finish(signIn.stateHash, signIn.session.idHash))) return null;
    this.signedIn.push(signIn);
    if (signIn.session.replaces) await this.sessionRows.delete(signIn.session.replaces);
    const { accountId, scope } = signIn.session;
    this.sessionRows.put(
      signIn.session.idHash,
      aSessionRow({ accountId, scope, openid: signIn.seen.openid }),
    );
    return '1';
  }

  override async signInByLink(signIn: SignIn, linkHash: Buffer) {
    const userId = await this.signIn(signIn);
    if (userId === null) return null;
    this.linked.push(linkHash);
    return { userId, refused: this.refuses };
  }

  override async admitSnapshot(stateHash: Buffer, session: NewSession): Promise<boolean> {
    if (!(await this.attempts.finish(stateHash, session.idHash))) return false;
    this.snapshots.push(session);
    const { accountId, scope } = session;
    this.sessionRows.put(session.idHash, aSessionRow({ accountId, scope, userId: null, openid: null }));
    return true;
  }
}

/** Everything a login needs, over memory and a WeChat that says what it is told. */
export function aLogin(accounts: Account[] = [anAccount()], openUrl = 'https://open.weixin.qq.com') {
  const clock = new FixedClock();
  const random = new SystemRandom();
  const log = new RecordingLog();
  const oauth = new FakeOauthApi();
  const attempts = new InMemoryLoginAttempts(clock);
  const sessionRows = new InMemorySessions();
  const signIns = new InMemorySignIns(attempts, sessionRows);
  const targets: ReturnTargets = { publicUrl: 'https://wx.example.com', rules: [] };
  const address = new PublicAddress(targets.publicUrl);
  const cookies = new BrowserCookie(address, random);
  const accountsService = new AccountsService(new InMemoryAccounts(accounts), testSealer, clock, random);
  const sessions = new SessionService(sessionRows, accountsService, testKeys);
  const store = new AttemptStateStore(attempts, random, targets);
  const signInService = new SignInService(signIns, sessions, oauth, clock, log);
  const gate = new LoginGate(accountsService, oauth, store, signInService, openUrl);
  const logins = new LoginService(gate, cookies, targets);
  const callbacks = new CallbackService(gate, logins, attempts, sessions, targets, clock, log);
  return {
    account: accounts[0]!,
    address,
    attempts,
    callbacks,
    clock,
    cookies,
    gate,
    log,
    logins,
    oauth,
    accounts: accountsService,
    sessionRows,
    sessions,
    signIns,
    signInService,
    targets,
  };
}

/** What {@link aLogin} makes. */
export type ALogin = ReturnType<typeof aLogin>;

/** The `state` of an authorization link. */
export function stateOf(location: string): string {
  return new URL(location).searchParams.get('state')!;
}

/** The value of the cookie in a `Set-Cookie` line. */
export function valueOf(cookie: string): string {
  return /=([^;]*)/.exec(cookie)![1]!;
}
