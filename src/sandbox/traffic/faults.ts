import { z } from 'zod';
import type { Random } from '../../kernel/random/random.js';
import { tokenDigest } from '../global-tokens/global-tokens.js';
import type { SandboxClock } from '../sandbox-clock.js';
import { matchesPath } from './journal.js';

/** A way in which WeChat fails. Without errcode, status, body or drop the call itself goes through. */
export const faultRuleSchema = z.strictObject({
  path: z.string().startsWith('/').max(200).describe('Exact, or a prefix followed by *'),
  times: z.int().min(1).max(1_000_000).optional().describe('How many calls fail; all of them when absent'),
  seconds: z
    .number()
    .min(0)
    .max(315_576_000)
    .optional()
    .describe("How long it lasts from now, by the sandbox's clock; for good when absent"),
  accessToken: z
    .string()
    .min(1)
    .max(4096)
    .optional()
    .describe('Only calls that carry this access_token: its value, or its digest'),
  probability: z.number().min(0).max(1).optional().describe('Chance that a call fails; 1 when absent'),
  errcode: z.int().optional().describe("Answer this errcode in WeChat's form"),
  errmsg: z.string().max(1000).optional(),
  status: z.int().min(200).max(599).optional().describe('HTTP status; 200 when absent'),
  latencyMs: z.int().min(0).max(120_000).optional().describe('Real milliseconds before anything happens'),
  answerLatencyMs: z
    .int()
    .min(0)
    .max(120_000)
    .optional()
    .describe('Real milliseconds between what the call does and its answer'),
  body: z.string().max(20_000).optional().describe('Answer these bytes'),
  contentType: z.string().max(200).optional(),
  half: z
    .enum(['ended', 'cut'])
    .optional()
    .describe('Half of the body alone: as if that were all, or with the connection cut'),
  drop: z
    .enum(['before', 'after'])
    .optional()
    .describe('Cut the connection, before or after the call took effect'),
});

export type FaultRule = Readonly<z.infer<typeof faultRuleSchema>>;

interface LiveRule {
  readonly rule: FaultRule;
  readonly endsAtMs: number;
  hits: number;
}

/** The faults in force, in order: the first that matches a call and is not used up strikes. */
export class Faults {
  private live: LiveRule[] = [];

  constructor(
    private readonly clock: SandboxClock,
    private readonly random: Random,
  ) {}

  replace(rules: readonly FaultRule[]): void {
    const nowMs = this.clock.nowMs();
    this.live = rules.map((rule) => ({ rule, endsAtMs: nowMs + (rule.seconds ?? Infinity) * 1000, hits: 0 }));
  }

  clear(): void {
    this.live = [];
  }

  list(): (FaultRule & { hits: number })[] {
    return this.live.map(({ rule, hits }) => ({ ...rule, hits }));
  }

  /** The fault that strikes this call, counted; null when it goes through. */
  strike(path: string, accessToken: string | null = null): FaultRule | null {
    const nowMs = this.clock.nowMs();
    for (const candidate of this.live) {
      const { rule, hits, endsAtMs } = candidate;
      if (!matchesPath(rule.path, path) || hits >= (rule.times ?? Infinity) || nowMs >= endsAtMs) continue;
      if (rule.accessToken !== undefined && !names(rule.accessToken, accessToken)) continue;
      if (rule.probability !== undefined && this.chance() >= rule.probability) continue;
      candidate.hits += 1;
      return rule;
    }
    return null;
  }

  /** In [0, 1). */
  private chance(): number {
    return this.random.bytes(4).readUInt32BE() / 2 ** 32;
  }
}

/** Whether a rule means this token, by its value or by its digest. */
function names(wanted: string, accessToken: string | null): boolean {
  return accessToken !== null && (wanted === accessToken || wanted === tokenDigest(accessToken));
}
