/** What sort of failure it is; one table says which HTTP status each becomes. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'missing'
  | 'not-allowed'
  | 'conflict'
  | 'gone'
  | 'too-large'
  | 'misdirected'
  | 'unprocessable'
  | 'rate-limited'
  | 'internal'
  | 'upstream'
  | 'unavailable';

/**
 * A failure with a name. `code` is `room.snake_case` and never changes; `message` is for a
 * person outside; `cause` is for the log and never leaves.
 */
export abstract class AppError extends Error {
  abstract readonly code: string;
  abstract readonly kind: ErrorKind;
  /** What WeChat said, where WeChat refused. */
  readonly wechat?: { readonly errcode: number; readonly errmsg: string; readonly rid?: string };
  /** Seconds after which asking again makes sense. */
  readonly retryAfterSeconds?: number;
}
