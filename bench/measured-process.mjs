// A server process under measurement: pinned to one core where the system allows, asked for its own CPU time.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const reporter = path.join(path.dirname(fileURLToPath(import.meta.url)), 'cpu-reporter.mjs');
export const canPin = process.platform === 'linux' && spawnSync('taskset', ['-V']).status === 0;

/** Pins a running process and what it will start to a core; silently nothing where that is not possible. */
export function pin(pid, core) {
  if (canPin) spawnSync('taskset', ['-acp', String(core), String(pid)]);
}

/** Starts `node file` on core 0 and resolves once `ready(line)` is true for a line of its output. */
export async function startMeasured(file, env, ready) {
  const args = ['--import', reporter, file];
  const [command, all] = canPin
    ? ['taskset', ['-c', '0', process.execPath, ...args]]
    : [process.execPath, args];
  const startedAt = performance.now();
  const child = spawn(command, all, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  const isReady = new Promise((resolve, reject) => {
    const read = (chunk) => {
      output += chunk;
      if (ready(output)) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => reject(new Error(`${file} ended early:\n${output}`)));
  });
  await isReady;
  const readyAfterMs = performance.now() - startedAt;
  const ask = async (question) => {
    child.send(question);
    return (await once(child, 'message'))[0];
  };
  return {
    pid: child.pid,
    readyAfterMs,
    output: () => output,
    /** CPU seconds, user and system, since the start. */
    cpuSeconds: async () => {
      const { user, system } = await ask('cpu');
      return (user + system) / 1e6;
    },
    rssMegabytes: async () => (await ask('memory')).rss / 1024 / 1024,
    stop: async () => {
      child.removeAllListeners('exit');
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
