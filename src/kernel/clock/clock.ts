/**
 * Time, held in the hand. Instants that several instances compare come from the
 * database instead (`clock_timestamp()`); this one serves a single process.
 */
export abstract class Clock {
  /** The wall clock. */
  abstract now(): Date;

  /** Milliseconds from some fixed point; never jumps, whatever the wall clock does. */
  abstract monotonicMs(): number;

  /** Resolves after `ms` milliseconds. */
  abstract pause(ms: number): Promise<void>;
}
