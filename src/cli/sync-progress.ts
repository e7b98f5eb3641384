import { type Options, SingleBar } from 'cli-progress';
import type { viewOfSync } from '../followers/follower-sync.schemas.js';
import type { Terminal } from './terminal.js';

/** A run as it is shown. */
export type SyncView = ReturnType<typeof viewOfSync>;

/** Shows how far a run is; how it ended is for the answer to say. */
export interface SyncProgress {
  show(view: SyncView): void;
  /** Takes the bar away: the answer follows in its place. */
  end(): void;
}

/** A plain line at most so often, in milliseconds. */
const LINE_EVERY_MS = 5_000;
const BAR: Options = {
  hideCursor: true,
  fps: 5,
  noTTYOutput: false,
  gracefulExit: false,
  clearOnComplete: true,
};

/** A bar for a person at a terminal, plain lines where the output goes elsewhere, nothing with `--json`. */
export function progressFor(
  { errors }: Terminal,
  { json, monotonicMs }: { json: boolean; monotonicMs: () => number },
): SyncProgress {
  if (json) return { show: () => undefined, end: () => undefined };
  if (!(errors as { isTTY?: boolean }).isTTY) return lines(errors, monotonicMs);
  const bar = new SingleBar({
    ...BAR,
    stream: errors as NodeJS.WriteStream,
    format: (_options, _at, view) => lineOf(view as SyncView, barOf(view as SyncView)),
  });
  let begun = false;
  return {
    show: (view) => {
      if (!begun) bar.start(view.total ?? 0, view.done, view);
      begun = true;
      bar.setTotal(Math.max(view.total ?? 0, view.done));
      bar.update(view.done, view);
    },
    end: () => bar.stop(),
  };
}

/** One state of a run in a line. */
export function lineOf(view: SyncView, before = ''): string {
  const { state, phase, done, total, left, rate, eta_seconds: eta, error } = view;
  const percent = total ? ` (${Math.floor((Math.min(done, total) * 100) / total)} %)` : '';
  const words = [
    `${before}${state === 'running' ? phase : state}: ${done} of ${total ?? '?'} followers${percent}`,
    ...(left > 0 ? [`${left} left`] : []),
    ...(state === 'running' && rate ? [`${Math.round(rate)}/s`] : []),
    ...(eta ? [`${durationOf(eta)} to go`] : []),
    ...(error ? [`${error.code}: ${error.detail}`] : []),
  ];
  return words.join(', ');
}

function lines(errors: Terminal['errors'], monotonicMs: () => number): SyncProgress {
  let saidMs = -Infinity;
  let said = '';
  return {
    show: (view) => {
      if (view.state !== 'queued' && view.state !== 'running') return;
      const stage = `${view.state} ${view.phase} ${view.error?.code}`;
      if (stage === said && monotonicMs() - saidMs < LINE_EVERY_MS) return;
      said = stage;
      saidMs = monotonicMs();
      errors.write(`${lineOf(view)}\n`);
    },
    end: () => undefined,
  };
}

const CELLS = 24;

function barOf({ done, total }: SyncView): string {
  const full = total ? Math.min(CELLS, Math.floor((done * CELLS) / total)) : 0;
  return `${'█'.repeat(full)}${'░'.repeat(CELLS - full)} `;
}

function durationOf(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
