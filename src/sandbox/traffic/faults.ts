import { z } from 'zod';
import type { Random } from '../../kernel/random/random.js';
import { tokenDigest } from '../global-tokens/global-tokens.js';
import type { SandboxClock } from '../sandbox-clock.js';
import { matchesPath } from './journal.js';
import { SeededChance } from './seeded-chance.js';

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
  seed: z
    .int()
    .min(0)
    .max(0xffff_ffff)
    .optional()
    .describe('With a probability: the same calls of the row fail in every run'),
  name: z.string().min(1).max(60).optional().describe('What the journal calls it where it strikes'),
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
  doubleCallback: z
    .enum(['parallel', 'sequential', 'other_code'])
    .optional()
    .describe(
      'Where the call hands out a code: the callback is visited once more, with the cookies of the same phone: ' +
        'at the same time, before the visitor, or at the same time with another code',
    ),
});

export type FaultRule = Readonly<z.infer<typeof faultRuleSchema>>;

interface LiveRule {
  readonly rule: FaultRule;
  readonly endsAtMs: number;
  readonly chance: SeededChance | null;
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
    this.live = rules.map((rule) => this.begin(rule));
  }

  /** Puts more in force, ahead of those that are. */
  add(rules: readonly FaultRule[]): void {
    this.live = [...rules.map((rule) => this.begin(rule)), ...this.live];
  }

  /** Heals what has this name. */
  heal(name: string): void {
    this.live = this.live.filter(({ rule }) => rule.name !== name);
  }

  clear(): void {
    this.live = [];
  }

  list(): (FaultRule & { hits: number })[] {
    return this.live.map(({ rule, hits }) => ({ ...rule, hits }));
  }

  /** Whether something of this name may strike yet; how often it did. */
  named(name: string): { inForce: boolean; hits: number } {
    const nowMs = this.clock.nowMs();
    const known = this.live.filter(({ rule }) => rule.name === name);
    return {
      inForce: known.some(({ rule, hits, endsAtMs }) => nowMs < endsAtMs && hits < (rule.times ?? Infinity)),
      hits: known.reduce((sum, { hits }) => sum + hits, 0),
    };
  }

  /** When those in force end, milliseconds since 1970; those without an end are not among them. */
  *ends(): Iterable<number> {
    for (const { endsAtMs } of this.live) if (Number.isFinite(endsAtMs)) yield endsAtMs;
  }

  /** The fault that strikes this call, counted; null when it goes through. */
  strike(path: string, accessToken: string | null = null): FaultRule | null {
    const nowMs = this.clock.nowMs();
    for (const candidate of this.live) {
      const { rule, hits, endsAtMs } = candidate;
      if (!matchesPath(rule.path, path) || hits >= (rule.times ?? Infinity) || nowMs >= endsAtMs) continue;
      if (rule.accessToken !== undefined && !names(rule.accessToken, accessToken)) continue;
      if (rule.probability !== undefined && this.draw(candidate) >= rule.probability) continue;
      candidate.hits += 1;
      return rule;
    }
    return null;
  }

  /** A fault that found nothing to do does not count. */
  spare(rule: FaultRule): void {
    const struck = this.live.find((candidate) => candidate.rule === rule);
    if (struck) struck.hits -= 1;
  }

  private begin(rule: FaultRule): LiveRule {
    const endsAtMs = this.clock.nowMs() + (rule.seconds ?? Infinity) * 1000;
    const chance = rule.seed === undefined ? null : new SeededChance(rule.seed);
    return { rule, endsAtMs, chance, hits: 0 };
  }

  private draw({ chance }: LiveRule): number {
    return chance ? chance.next() : this.random.fraction();
  }
}

/** What a fault is called where nobody gave it a name. */
export function nameOf(rule: FaultRule): string {
  if (rule.name !== undefined) return rule.name;
  const { errcode, status, latencyMs, answerLatencyMs, drop, half, doubleCallback } = rule;
  const told = { errcode, status, latencyMs, answerLatencyMs, drop, half, doubleCallback };
  const parts = Object.entries(told).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${value}`],
  );
  return parts.join(', ') || 'body';
}

/** Whether a rule means this token, by its value or by its digest. */
function names(wanted: string, accessToken: string | null): boolean {
  return accessToken !== null && (wanted === accessToken || wanted === tokenDigest(accessToken));
}
