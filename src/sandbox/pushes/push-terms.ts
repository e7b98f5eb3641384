/** In clear (明文), in clear with a cipher beside it (兼容), the cipher alone (安全). */
export const PUSH_MODES = ['plain', 'compat', 'safe'] as const;

export type PushMode = (typeof PUSH_MODES)[number];

/** What the console asks for beside the address. */
export interface PushTerms {
  readonly token: string;
  /** EncodingAESKey; the modes with a cipher want one. */
  readonly aesKey: string | null;
  readonly mode: PushMode;
}
