/** WeChat's own numbers; seconds, but for `forcesADay`. */
export interface WechatRules {
  readonly lifeSeconds: number;
  readonly windowSeconds: number;
  readonly overlapSeconds: number;
  readonly forceSpacingSeconds: number;
  readonly forcesADay: number;
}

/** What becomes of whoever uses a token now. */
export interface Judgement {
  readonly works: boolean;
  readonly state: 'valid' | 'overlap' | 'superseded' | 'voided' | 'rejected' | 'expired' | 'unknown';
  /** Who ended it. */
  readonly by: number | null;
  readonly sinceMs: number;
}

export type TokenFamily = 'stable' | 'classic';

export interface IssuedByLedger {
  readonly value?: string;
  readonly expiresIn?: number;
  readonly errcode?: number;
}

export const WECHAT_RULES: WechatRules;
export function digest(value: string): string;

export class TokenLedger {
  constructor(options: { now: () => number; mint: () => string; rules?: Partial<WechatRules> });
  readonly rules: WechatRules;
  age(seconds: number): void;
  stable(asked?: { force?: boolean; by?: number | null }): IssuedByLedger;
  classic(asked?: { by?: number | null }): IssuedByLedger;
  judge(value: string): Judgement;
  reject(value: string): void;
  remaining(family: TokenFamily): number | null;
  current(family: TokenFamily): string | null;
}
