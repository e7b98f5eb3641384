import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.entity.js';
import { Clock } from '../kernel/clock/clock.js';
import type { HeldCredential } from './credential.js';
import { CredentialMemory } from './credential-memory.js';
import { CredentialRepository, type OpenedCredential } from './credential.repository.js';
import type { Cause } from './diagnosis.js';
import { GlobalTokenSource } from './global-token.source.js';
import { RenewalService } from './renewal.service.js';
import { RenewalWitness } from './renewal-witness.js';
import { NoGlobalToken, ReportUnfounded } from './token.errors.js';

/** A token that failed somebody: by its version, or by itself. */
export type FailedToken = { readonly version: number } | { readonly value: string };

/** What came of a report. */
export interface Reported {
  readonly token: HeldCredential;
  /** Whether WeChat was asked for another one because of it. */
  readonly refreshed: boolean;
}

/** For so long a token that WeChat has just called alive is believed to live, whoever reports it dead. */
const BELIEVED_MS = 3_000;

/**
 * The accounts' global tokens (全局 access_token) for `cgi-bin/*`: handed out from memory while they live, renewed by one
 * instance for all, never handed out past their end.
 */
@Injectable()
export class GlobalTokenService {
  private readonly alive = new Map<string, { version: number; untilMs: number }>();

  constructor(
    private readonly source: GlobalTokenSource,
    private readonly memory: CredentialMemory,
    private readonly renewals: RenewalService,
    private readonly rows: CredentialRepository,
    private readonly witness: RenewalWitness,
    private readonly clock: Clock,
  ) {}

  /** The token that works now, without a look at the database; null when that needs {@link current}. */
  held(accountKey: string): HeldCredential | null {
    return this.memory.held('token', accountKey);
  }

  /** The token that works now; fetched first when there is none. @throws TokenUnavailable | NoGlobalToken | DatabaseUnavailable */
  async current(account: Account): Promise<HeldCredential> {
    if (account.kind === 'website') throw new NoGlobalToken();
    return (
      this.held(account.key) ??
      this.renewals.fulfil(account, this.source, { kind: 'token', reason: 'lapsed', version: 0 })
    );
  }

  /**
   * Somebody found a token dead. Renews it if it is still the current one and WeChat does not call it alive;
   * otherwise answers the newer one. @throws TokenUnavailable | NoGlobalToken | DatabaseUnavailable
   */
  async report(account: Account, failed: FailedToken, reportedBy?: string): Promise<Reported> {
    if (account.kind === 'website') throw new NoGlobalToken();
    const { opened } = await this.renewals.read(account, 'token');
    const version = await this.versionOf(opened, failed);
    if (opened.value === null || version !== opened.version) {
      if (opened.value !== null) await this.noteLate(account, opened, version, reportedBy);
      return { token: await this.newest(account), refreshed: false };
    }
    if (this.isBelieved(account.id, version)) return { token: await this.current(account), refreshed: false };
    try {
      const want = { kind: 'token', reason: 'reported', version, reportedBy } as const;
      const token = await this.renewals.fulfil(account, this.source, want);
      return { token, refreshed: token.version !== version };
    } catch (error) {
      if (!(error instanceof ReportUnfounded)) throw error;
      this.alive.set(account.id, { version, untilMs: this.clock.monotonicMs() + BELIEVED_MS });
      return { token: await this.current(account), refreshed: false };
    }
  }

  /** Asks WeChat now; `force` voids the present stable token. @throws TokenUnavailable | NoGlobalToken */
  async renew(account: Account, { force = false } = {}): Promise<HeldCredential> {
    if (account.kind === 'website') throw new NoGlobalToken();
    const { opened } = await this.renewals.read(account, 'token');
    const { version } = opened;
    return this.renewals.fulfil(account, this.source, { kind: 'token', reason: 'operator', version, force });
  }

  /** Renews version `version` because its time has come, if nobody else does; waits for nobody and raises nothing. */
  renewDue(account: Account, version: number): Promise<void> {
    return this.renewals.attempt(account, this.source, { kind: 'token', reason: 'scheduled', version });
  }

  /** Past memory, which may be a second behind: the reporter has had the old one already. */
  private async newest(account: Account): Promise<HeldCredential> {
    return this.renewals.fulfil(account, this.source, { kind: 'token', reason: 'lapsed', version: 0 });
  }

  /** Null for a value that was never ours. */
  private async versionOf(opened: OpenedCredential, failed: FailedToken): Promise<number | null> {
    if ('version' in failed) return failed.version;
    if (failed.value === opened.value) return opened.version;
    return this.rows.versionOf(opened, failed.value);
  }

  private async noteLate(
    account: Account,
    opened: OpenedCredential,
    version: number | null,
    reportedBy?: string,
  ): Promise<void> {
    const cause = lateCause(opened, version);
    await this.rows.note(opened, this.witness.lateReport(account, cause, version, reportedBy));
  }

  private isBelieved(accountId: string, version: number): boolean {
    const alive = this.alive.get(accountId);
    return alive?.version === version && alive.untilMs > this.clock.monotonicMs();
  }
}

function lateCause({ previousWorks, ...opened }: OpenedCredential, version: number | null): Cause {
  if (version === null || version > opened.version) return 'foreign_token';
  return version === opened.version - 1 && previousWorks ? 'stale_copy' : 'late_caller';
}
