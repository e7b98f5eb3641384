import type { Judgement, TokenLedger, WechatRules } from './token-ledger.mjs';

/** One request as the upstream saw it. */
export interface UpstreamCall {
  readonly seq: number;
  /** Milliseconds on the monotonic clock. */
  readonly at: number;
  /** Which address it came through. */
  readonly door: number;
  readonly port: number;
  readonly family: 'stable' | 'classic' | 'ticket' | 'check' | (string & {});
  readonly appId: string | null;
  readonly force: boolean;
  readonly outcome: 'ok' | 'hang' | 'reset' | 'garbage' | number | null;
  readonly digest: string | null;
  readonly value?: string;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
}

/** Which requests go wrong, and how. */
export interface UpstreamRule {
  readonly appId?: string;
  readonly family?: string;
  readonly door?: number;
  readonly force?: boolean;
  readonly times?: number;
  readonly when?: (call: UpstreamCall) => boolean;
  readonly arriveAfterMs?: number;
  readonly answerAfterMs?: number;
  readonly beforeArrival?: Promise<unknown>;
  readonly heldUntil?: Promise<unknown>;
  readonly errcode?: number;
  readonly errmsg?: string;
  readonly status?: number;
  readonly text?: string;
  readonly answer?: Readonly<Record<string, unknown>>;
  readonly hang?: boolean;
  readonly reset?: boolean;
}

export interface KeptRule extends UpstreamRule {
  readonly hits: number;
  remove(): void;
}

export interface UpstreamAccount {
  readonly appId: string;
  /** Null: any secret will do. */
  secret: string | null;
  readonly ledger: TokenLedger;
}

export interface Upstream {
  readonly journal: readonly UpstreamCall[];
  readonly seq: number;
  readonly strangersDoor: number;
  url(door?: number): string;
  account(
    appId: string,
    settings?: { secret?: string | null; rules?: Partial<WechatRules>; mint?: () => string },
  ): UpstreamAccount;
  rule(rule: UpstreamRule): KeptRule;
  heal(appId?: string): void;
  judge(value: string): Judgement;
  calls(wanted?: { since?: number; appId?: string; family?: string; door?: number }): UpstreamCall[];
  fetches(wanted: { since?: number; appId?: string }): UpstreamCall[];
  close(): Promise<void>;
}

export function startUpstream(options?: { doors?: number }): Promise<Upstream>;
