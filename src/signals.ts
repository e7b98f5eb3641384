import type { Clock } from './kernel/clock/clock.js';

/** npm passes a Ctrl-C on a second time within an instant; a person takes longer to press it again. */
const AGAIN_MS = 500;

/**
 * Ends the process on SIGINT or SIGTERM: with 0 once `stop` is done, with 1 when it failed, or at once when a
 * second signal says that nobody wants to wait.
 */
export function endOnSignals(stop: () => Promise<void>, clock: Clock): void {
  let askedAtMs: number | null = null;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (askedAtMs !== null) {
        if (clock.monotonicMs() - askedAtMs > AGAIN_MS) process.exit(1);
        return;
      }
      askedAtMs = clock.monotonicMs();
      stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}
