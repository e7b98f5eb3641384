import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock/clock.js';
import type { ApiScope } from './api-scopes.js';
import { CallTooOften } from './callers.errors.js';

const WINDOW_SECONDS = 60;
/**
 * Answered from memory, twenty thousand times a second: a limit would protect nothing there, and telling it in each answer
 * costs a tenth of the work.
 */
const FREE: ReadonlySet<ApiScope> = new Set(['token:read', 'ticket:read']);

/** How often one key may call. */
export class RateLimitSettings {
  /** Requests a minute; null: as often as it likes. */
  readonly perMinute: number | null = null;
}

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

/**
 * One token bucket a key, in this process: a minute's worth at once, and then as many as flow in. Each instance counts
 * for itself. What is left is told with every answer (draft-ietf-httpapi-ratelimit-headers).
 */
@Injectable()
export class RateLimits {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly settings: RateLimitSettings,
    private readonly clock: Clock,
  ) {}

  /** Takes one call from the caller's bucket, and says in the headers what is left. @throws CallTooOften when it is empty */
  take(callerId: string, scope: ApiScope, response: Pick<ServerResponse, 'setHeader'>): void {
    const { perMinute } = this.settings;
    if (perMinute === null || FREE.has(scope)) return;
    const bucket = this.filled(callerId, perMinute);
    const enough = bucket.tokens >= 1;
    if (enough) bucket.tokens -= 1;
    const perSecond = perMinute / WINDOW_SECONDS;
    const fullIn = Math.ceil((perMinute - bucket.tokens) / perSecond);
    response.setHeader('RateLimit-Policy', `"key";q=${perMinute};w=${WINDOW_SECONDS}`);
    response.setHeader('RateLimit', `"key";r=${Math.floor(bucket.tokens)};t=${fullIn}`);
    if (!enough) throw new CallTooOften(Math.ceil((1 - bucket.tokens) / perSecond));
  }

  private filled(callerId: string, perMinute: number): Bucket {
    const nowMs = this.clock.monotonicMs();
    let bucket = this.buckets.get(callerId);
    if (!bucket) this.buckets.set(callerId, (bucket = { tokens: perMinute, filledAtMs: nowMs }));
    const inflow = ((nowMs - bucket.filledAtMs) / 1_000) * (perMinute / WINDOW_SECONDS);
    bucket.tokens = Math.min(perMinute, bucket.tokens + inflow);
    bucket.filledAtMs = nowMs;
    return bucket;
  }
}
