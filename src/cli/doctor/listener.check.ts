import { request } from 'node:http';
import type { Config } from '../../config/config.js';
import { type Check, fail, ok, skip } from './check.js';
import { type Reach, whyNot } from './network.js';

const PATIENCE_MS = 2_000;
const EVERYWHERE = new Set(['0.0.0.0', '::']);

/** What answered `/healthz`; null when it is no server of ours. */
export type AskHealth = (host: string, port: number) => Promise<string | null>;

/** Whether the server runs, its port is free, or somebody else has it. */
export async function checkListener({ http }: Config, reach: Reach, ask: AskHealth): Promise<Check> {
  const { port } = http;
  if (port === 0) return skip('listener', 'PORT=0 picks one at the start');
  const host = EVERYWHERE.has(http.host) ? '127.0.0.1' : http.host;
  try {
    await reach(host, port);
  } catch (error) {
    return ok('listener', `${port} is free; no server runs here (${whyNot(error)})`);
  }
  const status = await ask(host, port);
  if (status === 'ok') return ok('listener', `${port}, where the server answers`);
  return fail('listener', `${port} is taken by another program`, 'Stop that program, or set PORT.');
}

/** Asks over HTTP. */
export const askHealthByHttp: AskHealth = (host, port) =>
  new Promise((resolve) => {
    const asking = request({ host, port, path: '/healthz', timeout: PATIENCE_MS }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text = (text + part).slice(0, 1024)));
      answer.once('end', () => resolve(statusIn(text)));
    });
    asking.once('timeout', () => asking.destroy());
    asking.once('error', () => resolve(null));
    asking.end();
  });

function statusIn(text: string): string | null {
  try {
    return (JSON.parse(text) as { status?: string }).status ?? null;
  } catch {
    return null;
  }
}
