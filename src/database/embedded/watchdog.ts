import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { RunAs } from './run-as.js';

/** The watchdog's name in the process list, by which its Postgres is recognised. */
export const WATCHDOG_NAME = 'lingpai-postgres-watchdog';

/**
 * Runs Postgres and stops it when standard input ends. Only the server holds the other end of that
 * pipe, so the kernel closes it however the server goes, `kill -9` included. The signal is repeated:
 * a Postgres that has just been forked does not hear it yet. After 20 s it is told to drop everything
 * (SIGQUIT), which loses nothing that was committed.
 */
const SCRIPT = `
exec 3<&0 </dev/null
"$@" 3<&- &
postgres=$!
(
  while read -r line <&3; do :; done
  seconds=0
  while kill -INT $postgres; do
    sleep 1
    seconds=$((seconds + 1))
    if [ $seconds -ge 20 ]; then kill -QUIT $postgres; fi
  done
) >/dev/null 2>&1 &
reader=$!
exec 3<&-
wait $postgres
code=$?
kill $reader 2>/dev/null
exit $code
`;

/** A Postgres under its watchdog. */
export interface Watched {
  /** Settles when Postgres has gone, with its exit code, or the reason why it never ran. */
  readonly gone: Promise<number | Error>;
  /** The last lines it wrote, at most 4 KB. */
  lastWords(): string;
  /** Asks it to stop; `gone` tells when it has. */
  letGo(): void;
}

/** Starts Postgres under a watchdog; `onLine` hears each line it writes. */
export function startWatched(
  command: string,
  parameters: readonly string[],
  as: RunAs | null,
  onLine: (line: string) => void,
): Watched {
  const child = spawn('/bin/sh', ['-c', SCRIPT, WATCHDOG_NAME, command, ...parameters], {
    ...(as ? { uid: as.uid, gid: as.gid } : {}),
    cwd: '/',
    // A session of its own: Ctrl-C in the terminal reaches the server alone, which then stops in good order.
    detached: true,
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-4096);
    for (const line of text.split('\n')) if (line.trim()) onLine(line);
  });
  child.stdin.on('error', () => undefined);
  const gone = new Promise<number | Error>((resolve) => {
    child.once('error', resolve);
    child.once('exit', (code, signal) => resolve(code ?? (signal ? 128 : 1)));
  });
  // None of it keeps the server from ending; when it ends, so does Postgres.
  child.unref();
  unref(child.stdin);
  unref(child.stderr);
  const letGo = (): void => {
    // Whoever waits for the end wants to see it.
    child.ref();
    child.stdin.end();
  };
  return { gone, lastWords: () => words, letGo };
}

function unref(stream: unknown): void {
  (stream as Readable & { unref?: () => void }).unref?.();
}
