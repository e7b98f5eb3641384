import type { Log } from './kernel/logging/log.js';

const RETRY_MS = 1_000;
/** Every so many tries the log is told again. */
const TELL_EACH = 60;

/** Something that a server has to write before it is whole. */
export interface Step<T> {
  /** What the log says while it waits: `start.account_waits`. */
  readonly event: string;
  work(): Promise<T>;
  /** Waiting does not mend this. */
  isFinal(error: unknown): boolean;
}

/** A step that was begun. */
export interface RunningStep<T> {
  /** What it answered at once; undefined while it waits. */
  readonly now: T | undefined;
  /** What it answered later; undefined when it did not have to wait, never could be done, or was given up. */
  readonly later: Promise<T | undefined>;
  /** Tries no more. */
  giveUp(): void;
}

/**
 * Does a step at once, or else each second until it is done: a database that is away at the start, or is migrated after it,
 * is no reason to start the server again. @throws what is final at the first try
 */
export async function onceDatabaseAnswers<T>(step: Step<T>, log: Log): Promise<RunningStep<T>> {
  try {
    return { now: await step.work(), later: Promise.resolve(undefined), giveUp: () => undefined };
  } catch (error) {
    if (step.isFinal(error)) throw error;
    tell(error);
  }
  let timer: NodeJS.Timeout | undefined;
  let done: (answer: T | undefined) => void = () => undefined;
  const later = new Promise<T | undefined>((resolve) => (done = resolve));
  let tries = 1;
  let givenUp = false;
  const again = (): void => {
    timer = setTimeout(() => void attempt(), RETRY_MS);
    timer.unref();
  };
  const attempt = async (): Promise<void> => {
    try {
      done(await step.work());
    } catch (error) {
      if (givenUp) return;
      if (step.isFinal(error)) {
        log.error('start.step_refused', { step: step.event, error });
        return done(undefined);
      }
      if (tries % TELL_EACH === 0) tell(error);
      tries += 1;
      again();
    }
  };
  again();
  return {
    now: undefined,
    later,
    giveUp: () => {
      givenUp = true;
      clearTimeout(timer);
      done(undefined);
    },
  };

  function tell(error: unknown): void {
    log.error(step.event, { error, remedy: 'the database must answer, and be migrated (lingpai migrate)' });
  }
}
