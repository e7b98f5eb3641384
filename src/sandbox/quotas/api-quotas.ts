import { beijingDay } from '../beijing-time.js';
import type { SandboxClock } from '../sandbox-clock.js';
import { API_LIMITS, type ApiLimit } from './api-limits.js';

interface Count {
  period: number;
  calls: number;
}

/** How much of an address's quota an account has used. */
export interface QuotaUse {
  readonly path: string;
  readonly limit: ApiLimit;
  readonly usedToday: number;
  readonly usedThisMinute: number;
}

/** The calls of each account to each address: by day, which begins at midnight in Beijing, and by minute. */
export class ApiQuotas {
  private readonly days = new Map<string, Count>();
  private readonly minutes = new Map<string, Count>();
  private readonly limits = new Map<string, ApiLimit>();

  constructor(private readonly clock: SandboxClock) {}

  /** Counts a call; says which limit it broke. A call that is one too many uses nothing up. */
  use(appId: string, path: string): 'day' | 'minute' | null {
    const limit = this.limitOf(appId, path);
    if (!limit) return null;
    const key = `${appId} ${path}`;
    const day = countOf(this.days, key, this.day());
    const minute = countOf(this.minutes, key, this.minute());
    if (day.calls >= limit.day) return 'day';
    if (limit.minute !== undefined && minute.calls >= limit.minute) return 'minute';
    day.calls += 1;
    minute.calls += 1;
    return null;
  }

  /** Null for an address without a quota. */
  usage(appId: string, path: string): QuotaUse | null {
    const limit = this.limitOf(appId, path);
    if (!limit) return null;
    const key = `${appId} ${path}`;
    const usedToday = callsIn(this.days.get(key), this.day());
    return { path, limit, usedToday, usedThisMinute: callsIn(this.minutes.get(key), this.minute()) };
  }

  /** Gives an account other limits for an address than everybody has. */
  allow(appId: string, path: string, limit: ApiLimit): void {
    this.limits.set(`${appId} ${path}`, limit);
  }

  /** As if the account had not called today: this address, or any. */
  forget(appId: string, path?: string): void {
    for (const counts of [this.days, this.minutes])
      for (const key of counts.keys())
        if (path === undefined ? key.startsWith(`${appId} `) : key === `${appId} ${path}`) counts.delete(key);
  }

  clear(): void {
    this.days.clear();
    this.minutes.clear();
    this.limits.clear();
  }

  private limitOf(appId: string, path: string): ApiLimit | null {
    const published = Object.hasOwn(API_LIMITS, path) ? API_LIMITS[path]! : null;
    return this.limits.get(`${appId} ${path}`) ?? published;
  }

  private day(): number {
    return beijingDay(this.clock.nowMs());
  }

  private minute(): number {
    return Math.floor(this.clock.nowMs() / 60_000);
  }
}

function countOf(counts: Map<string, Count>, key: string, period: number): Count {
  const count = counts.get(key) ?? { period, calls: 0 };
  if (count.period !== period) Object.assign(count, { period, calls: 0 });
  counts.set(key, count);
  return count;
}

function callsIn(count: Count | undefined, period: number): number {
  return count?.period === period ? count.calls : 0;
}
