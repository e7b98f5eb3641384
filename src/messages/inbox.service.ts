import { Injectable } from '@nestjs/common';
import { AccountsService } from '../accounts/accounts.service.js';
import { DatabaseUnavailable } from '../database/database.errors.js';
import { AppError } from '../kernel/errors/app-error.js';
import { Log } from '../kernel/logging/log.js';
import { Meter } from '../kernel/metering/meter.js';
import { Random } from '../kernel/random/random.js';
import { readPushMessage } from '../wechat/push/push-message.js';
import { PushEffectsService } from './push-effects.service.js';
import { type ClaimedPush, PushInboxRepository, type UnreadablePush } from './push-inbox.repository.js';
import { isWithdrawal, type PushKind } from './push-kind.js';

/** How many pushes one process works on at once. */
const AT_ONCE = 8;
/** For how long a push is ours; whoever dies leaves it to the others after this. */
const HOLD_SECONDS = 20;
/** The longest wait between two tries, in seconds; the first is two, each other twice the one before. */
const LONGEST_WAIT = 300;
/** After some twenty minutes a push is given up; a withdrawal after some four days: it is somebody's right. */
const MOST_TRIES = 12;
const MOST_WITHDRAWAL_TRIES = 1_200;

/**
 * Gives the pushes in the inbox their effect: as soon as one is stored here, and every second for what other instances
 * left behind. Any number of instances work side by side; a push belongs to whoever claimed it last.
 */
@Injectable()
export class InboxService {
  private readonly held = new Map<string, ClaimedPush>();
  private readonly running = new Set<Promise<void>>();
  private claiming = false;
  private again = false;
  private away = false;
  private stopped = false;

  constructor(
    private readonly rows: PushInboxRepository,
    private readonly effects: PushEffectsService,
    private readonly accounts: AccountsService,
    private readonly random: Random,
    private readonly meter: Meter,
    private readonly log: Log,
  ) {}

  /** There is something to do. */
  wake(): void {
    void this.work();
  }

  /** Claims what is due as long as there are hands for it; resolves when there is nothing to claim, not when all is done. */
  async work(): Promise<void> {
    this.again = true;
    if (this.claiming) return;
    this.claiming = true;
    try {
      while (this.again && !this.stopped && this.running.size < AT_ONCE) {
        this.again = false;
        const free = AT_ONCE - this.running.size;
        const claimed = await this.rows.claim(free, HOLD_SECONDS);
        if (this.away) this.log.info('messages.database_back');
        this.away = false;
        for (const push of claimed) this.begin(push);
        if (claimed.length === free) this.again = true;
      }
    } catch (error) {
      if (!this.away) this.log.warn('messages.claim_failed', { error });
      this.away = true;
    } finally {
      this.claiming = false;
    }
  }

  /** What takes long stays ours. */
  async keepHeld(): Promise<void> {
    if (this.held.size > 0) await this.rows.extend([...this.held.values()], HOLD_SECONDS);
  }

  /** Claims nothing any more. Resolves when all is done that was begun. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.running);
  }

  /** Leaves what is not done yet to the others. */
  async giveBack(): Promise<void> {
    const held = [...this.held.values()];
    this.held.clear();
    if (held.length > 0) await this.rows.extend(held, 0);
  }

  private begin(push: ClaimedPush | UnreadablePush): void {
    const ended = this.give(push).finally(() => {
      this.running.delete(ended);
      this.held.delete(push.id);
      if (this.again || this.running.size === AT_ONCE - 1) void this.work();
    });
    this.running.add(ended);
  }

  /** Never rejects. */
  private async give(push: ClaimedPush | UnreadablePush): Promise<void> {
    const kind = push.kind as PushKind;
    try {
      if ('failure' in push) throw push.failure;
      this.held.set(push.id, push);
      const account = await this.accounts.getById(push.accountId);
      await this.effects.apply(account, readPushMessage(push.xml));
      if (!(await this.rows.finish(push))) return;
      this.meter.count('push_effects', { kind, outcome: 'done' });
      this.meter.observe('push_effect_seconds', { kind }, push.ageSeconds);
    } catch (error) {
      // While the database is away nothing can be said of it either: the time for which it is ours runs out by itself.
      if (!(error instanceof DatabaseUnavailable)) await this.failed(push, kind, error);
    }
  }

  private async failed(push: ClaimedPush | UnreadablePush, kind: PushKind, error: unknown): Promise<void> {
    const { id, tries } = push;
    const code = error instanceof AppError ? error.code : 'internal.unexpected';
    const isLast = tries >= (isWithdrawal(kind) ? MOST_WITHDRAWAL_TRIES : MOST_TRIES);
    try {
      if (isLast) await this.rows.bury(push, code);
      else await this.rows.postpone(push, this.waitAfter(tries), code);
    } catch (later) {
      if (!(later instanceof DatabaseUnavailable))
        this.log.error('messages.failure_not_noted', { id, kind, error: later });
      return;
    }
    this.meter.count('push_effects', { kind, outcome: isLast ? 'dead' : 'again' });
    if (isLast) this.log.error('messages.push_dead', { id, kind, tries, error });
    else if (tries === 1) this.log.warn('messages.push_failed', { id, kind, error });
  }

  private waitAfter(tries: number): number {
    const whole = Math.min(LONGEST_WAIT, 2 ** Math.min(tries, 16));
    return whole * (0.75 + this.random.fraction() / 2);
  }
}
