import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock/clock.js';
import { senderOf } from './networks.js';

/** Bad keys a minute that one sender may send before we say so. */
export const BAD_KEYS_A_MINUTE = 30;
const MINUTE_MS = 60_000;
/** Senders remembered at once; the one whose count began first is forgotten first. */
const MOST_SENDERS = 10_000;

interface Count {
  readonly beganMs: number;
  bad: number;
}

/**
 * Counts requests with bad keys by sender. Only failures are counted, and only failures are answered
 * differently: nobody can lock out a neighbour behind the same address, whose key is good.
 */
@Injectable()
export class BadKeys {
  private readonly counts = new Map<string, Count>();

  constructor(private readonly clock: Clock) {}

  /** Counts one more; answers after how many seconds this sender may go on, 0 while it still may. */
  count(address: string | undefined): number {
    const sender = senderOf(address);
    const nowMs = this.clock.monotonicMs();
    let count = this.counts.get(sender);
    if (!count || nowMs - count.beganMs >= MINUTE_MS) {
      this.counts.delete(sender);
      this.makeRoom();
      count = { beganMs: nowMs, bad: 0 };
      this.counts.set(sender, count);
    }
    count.bad += 1;
    return count.bad > BAD_KEYS_A_MINUTE ? Math.ceil((count.beganMs + MINUTE_MS - nowMs) / 1_000) : 0;
  }

  /** How many senders are remembered. */
  get size(): number {
    return this.counts.size;
  }

  private makeRoom(): void {
    if (this.counts.size < MOST_SENDERS) return;
    // A map keeps the order of insertion.
    for (const oldest of this.counts.keys()) return void this.counts.delete(oldest);
  }
}
