import { Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { Clock } from '../kernel/clock/clock.js';
import { CredentialRepository, type CredentialState } from '../token/credential.repository.js';

const LABELS = ['account', 'credential'];

/**
 * How each account's global token and ticket are, as the database has it: what is left of their life, which version,
 * and how often in a row renewing failed. While the database is away, what was last seen grows older by the clock.
 */
@Injectable()
export class CredentialGauges {
  private readonly secondsLeft: Gauge;
  private readonly version: Gauge;
  private readonly failures: Gauge;
  private readonly database: Gauge;
  private seen: { readonly states: readonly CredentialState[]; readonly atMs: number } = {
    states: [],
    atMs: 0,
  };

  constructor(
    private readonly rows: CredentialRepository,
    private readonly clock: Clock,
    registry: Registry,
  ) {
    const gauge = (name: string, help: string, labelNames: string[] = LABELS): Gauge =>
      new Gauge({ name, help, labelNames, registers: [registry] });
    this.secondsLeft = gauge(
      'lingpai_token_seconds_left',
      'What is left of the life of a global token or a ticket; 0 when it is past.',
    );
    this.version = gauge('lingpai_token_version', 'One more with each value.');
    this.failures = gauge('lingpai_token_failures', 'How often in a row renewing it failed.');
    this.database = gauge('lingpai_database_up', 'Whether the database answered just now.', []);
  }

  /** Looks at the database; when it is away, this says so instead of failing. */
  async refresh(): Promise<void> {
    const askedAtMs = this.clock.monotonicMs();
    let up = 1;
    try {
      this.seen = { states: await this.rows.states(), atMs: askedAtMs };
    } catch {
      up = 0;
    }
    this.database.set(up);
    this.tell();
  }

  /** Accounts that are gone are told of no more. */
  private tell(): void {
    for (const gauge of [this.secondsLeft, this.version, this.failures]) gauge.reset();
    const ageMs = this.clock.monotonicMs() - this.seen.atMs;
    for (const { accountKey: account, kind: credential, ...state } of this.seen.states) {
      // A row that never held anything is no token that has run out.
      if (state.version === 0 && state.failures === 0) continue;
      const labels = { account, credential };
      this.secondsLeft.set(labels, Math.max(0, state.livesMs - ageMs) / 1000);
      this.version.set(labels, state.version);
      this.failures.set(labels, state.failures);
    }
  }
}
