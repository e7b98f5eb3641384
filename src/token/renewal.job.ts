import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Cron, Interval } from '@nestjs/schedule';
import type { Account } from '../accounts/account.entity.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { Log } from '../kernel/logging/log.js';
import { CredentialMemory } from './credential-memory.js';
import type { CredentialState } from './credential.repository.js';
import { GlobalTokenService } from './global-token.service.js';
import { JsapiTicketService } from './jsapi-ticket.service.js';
import { RenewalService, secretDigestOf } from './renewal.service.js';
import { TokenHistoryRepository } from './token-history.repository.js';

/** How often the database is looked at, in milliseconds: what one instance renews, the others hand out after this. */
const LOOK_MS = 1_000;
/** How many renewals one instance has under way at once, and begins at most with each look. */
const AT_ONCE = 5;
/** Told once each when a token that cannot be renewed comes that close to its end, in seconds. */
const ALARMS = [180, 60, 0];

/**
 * Looks at the credentials every second: takes over what other instances renewed, and renews what is due, the soonest to
 * lapse first. Five at once, so that hundreds that lapse together do not become a flood at WeChat's door.
 */
@Injectable()
export class RenewalJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private looking = false;
  private away = false;
  private stopped = false;
  private readonly underWay = new Set<string>();
  private readonly alarmed = new Map<string, number>();

  constructor(
    private readonly memory: CredentialMemory,
    private readonly tokens: GlobalTokenService,
    private readonly tickets: JsapiTicketService,
    private readonly renewals: RenewalService,
    private readonly accounts: AccountsService,
    private readonly history: TokenHistoryRepository,
    private readonly log: Log,
  ) {}

  /** Whoever is ready has looked: the database may be away a moment later. */
  async onApplicationBootstrap(): Promise<void> {
    await this.look();
  }

  @Interval(LOOK_MS)
  async look(): Promise<void> {
    if (this.looking || this.stopped) return;
    this.looking = true;
    try {
      const states = await this.memory.look();
      if (this.away) this.log.info('token.database_back');
      this.away = false;
      for (const state of states) this.warn(state);
      await this.renewDue(states);
    } catch (error) {
      // Readers go on from memory; once is enough to say it.
      if (!this.away) this.log.warn('token.look_failed', { error });
      this.away = true;
    } finally {
      this.looking = false;
    }
  }

  /** The history is kept for 90 days. */
  @Cron('43 23 4 * * *')
  async purge(): Promise<void> {
    try {
      const removed = await this.history.purge();
      if (removed > 0) this.log.info('token.history_purged', { removed });
    } catch (error) {
      this.log.warn('token.purge_failed', { error });
    }
  }

  /** What is under way is finished: a lease left behind would keep the others waiting. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.renewals.settled();
  }

  private async renewDue(states: readonly CredentialState[]): Promise<void> {
    const due = states
      .filter((state) => state.due && !state.leased && state.version > 0 && !this.underWay.has(keyOf(state)))
      .toSorted((left, right) => left.livesMs - right.livesMs);
    if (due.length === 0) return;
    const accounts = new Map((await this.accounts.all()).map((account) => [account.id, account]));
    for (const state of due) {
      if (this.underWay.size >= AT_ONCE) return;
      const account = accounts.get(state.accountId);
      if (account && mayTry(account, state)) this.begin(account, state);
    }
  }

  private begin(account: Account, state: CredentialState): void {
    const key = keyOf(state);
    this.underWay.add(key);
    const service = state.kind === 'token' ? this.tokens : this.tickets;
    void service.renewDue(account, state.version).finally(() => this.underWay.delete(key));
  }

  private warn(state: CredentialState): void {
    const { failures, version, livesMs } = state;
    const key = keyOf(state);
    if (failures === 0 || version === 0) return void this.alarmed.delete(key);
    const secondsLeft = Math.max(0, Math.round(livesMs / 1000));
    const level = ALARMS.findLast((seconds) => secondsLeft <= seconds);
    if (level === undefined || (this.alarmed.get(key) ?? Infinity) <= level) return;
    this.alarmed.set(key, level);
    const { accountKey: account, kind, failure } = state;
    this.log.error('token.runs_out', { account, kind, secondsLeft, failures, failure });
  }
}

/** The last failure does not stand in the way, or it was another AppSecret that failed. */
function mayTry(account: Account, { waitSeconds, failedSecret }: CredentialState): boolean {
  return waitSeconds === 0 || failedSecret === null || !failedSecret.equals(secretDigestOf(account));
}

function keyOf({ kind, accountId }: CredentialState): string {
  return `${kind}/${accountId}`;
}
