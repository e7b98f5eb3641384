import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.entity.js';
import { Log } from '../kernel/logging/log.js';
import { Meter } from '../kernel/metering/meter.js';
import type { CredentialState, Note } from './credential.repository.js';
import type { CredentialKind, Want } from './credential.js';
import { adviceOn, type Cause, causeBehind } from './diagnosis.js';
import { Instance } from './instance.js';
import type { Pace } from './pace.js';

/** A renewal as it ended. */
interface Ended {
  readonly want: Want;
  /** The version that was to be replaced. */
  readonly version: number;
  readonly durationMs: number;
}

/** Tells what came of renewals: to the log, to whoever measures, and, as notes for the caller to write down, to the history. */
@Injectable()
export class RenewalWitness {
  constructor(
    private readonly process: Instance,
    private readonly log: Log,
    private readonly meter: Meter,
  ) {}

  /** The name of this process. */
  get instance(): string {
    return this.process.name;
  }

  renewed(
    account: Account,
    ended: Ended & { same: boolean; death: Cause | null; fingerprint: Buffer },
  ): Note[] {
    const { want, durationMs, same, death, fingerprint, version } = ended;
    const reason = this.reasonOf(ended);
    const event = same ? 'confirmed' : 'renewed';
    this.count(account, want, reason, same ? 'unchanged' : 'renewed');
    this.log.info('token.renewed', { account: account.key, kind: want.kind, reason, durationMs, same });
    const died = death === null ? [] : [this.died(account, want, version, death)];
    return [
      ...died,
      { event, reason, durationMs, fingerprint, instance: this.instance, reportedBy: want.reportedBy },
    ];
  }

  /** WeChat, or the budget, or our own reach said no. */
  failed(
    account: Account,
    ended: Ended,
    { pace, dead, error, state }: { pace: Pace; dead: boolean; error: unknown; state: CredentialState },
  ): Note[] {
    const { want, version, durationMs } = ended;
    const reason = this.reasonOf(ended);
    const { failure, detail } = pace;
    this.count(account, want, reason, failure);
    const secondsLeft = dead ? 0 : Math.max(0, Math.round(state.livesMs / 1000));
    const line = { account: account.key, kind: want.kind, reason, failure, failures: state.failures + 1 };
    const told = { ...line, secondsLeft, retryInSeconds: Math.round(pace.delaySeconds) };
    if (pace.kind === 'later') this.log.warn('token.renewal_failed', { ...told, error });
    else this.log.error('token.operator_must_act', { ...told, ...adviceOn(failure, detail) });
    const cause = dead ? (causeBehind(failure) ?? 'unexplained') : undefined;
    const died = cause === undefined ? [] : [this.died(account, want, version, cause)];
    return [
      ...died,
      {
        event: 'failed',
        reason,
        durationMs,
        failure,
        detail,
        instance: this.instance,
        reportedBy: want.reportedBy,
      },
    ];
  }

  unfounded(account: Account, ended: Ended): Note[] {
    const { want, durationMs, version } = ended;
    this.log.info('token.report_unfounded', { account: account.key, version, by: want.reportedBy });
    return [
      {
        event: 'unfounded',
        reason: want.reason,
        durationMs,
        instance: this.instance,
        reportedBy: want.reportedBy,
      },
    ];
  }

  fencedOff(account: Account, want: Want, fingerprint: Buffer): Note {
    this.log.warn('token.fenced_off', { account: account.key, kind: want.kind, reason: want.reason });
    return { event: 'fenced_off', reason: want.reason, fingerprint, instance: this.instance };
  }

  /** A caller reported a token that is not the present one. */
  lateReport(account: Account, cause: Cause, version: number | null, reportedBy?: string): Note {
    this.meter.count('token_deaths', { account: account.key, cause });
    this.log.info('token.late_report', { account: account.key, cause, by: reportedBy });
    const base = { event: 'late_report' as const, cause, instance: this.instance, reportedBy };
    return version === null ? base : { ...base, version };
  }

  /** What we held does not open any more. */
  discarded(account: Account, kind: CredentialKind, error: unknown): void {
    this.log.warn('token.discarded', { account: account.key, kind, error });
  }

  /** Something around a renewal that nobody waited for. */
  failedAside(account: Account, { kind, reason }: Want, error: unknown): void {
    this.log.warn('token.attempt_failed', { account: account.key, kind, reason, error });
  }

  private died(account: Account, want: Want, version: number, cause: Cause): Note {
    this.meter.count('token_deaths', { account: account.key, cause });
    this.log.warn('token.died', { account: account.key, version, cause, ...adviceOn(cause) });
    return { event: 'died', cause, version, instance: this.instance, reportedBy: want.reportedBy };
  }

  private count(account: Account, { kind }: Want, reason: string, outcome: string): void {
    this.meter.count('token_renewals', { account: account.key, credential: kind, reason, outcome });
  }

  private reasonOf({ want, version }: Ended) {
    return want.reason === 'lapsed' && version === 0 ? 'first_use' : want.reason;
  }
}
