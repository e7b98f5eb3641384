/** In clear (明文), in clear with a cipher beside it (兼容), the cipher alone (安全). */
export const PUSH_MODES = ['plain', 'compat', 'safe'] as const;

export type PushMode = (typeof PUSH_MODES)[number];

/** What the console asks for beside the address. */
export interface PushTerms {
  readonly token: string;
  /** EncodingAESKey; the modes with a cipher want one. */
  readonly aesKey: string | null;
  readonly mode: PushMode;
  /** The EncodingAESKey before this one, while both are good; null or absent: there is none. */
  readonly previousAesKey?: string | null;
  /** Until when pushes go on being encrypted with the key before, milliseconds of the sandbox's time; null or absent: no longer. */
  readonly previousUntilMs?: number | null;
}
