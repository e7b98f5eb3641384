import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Random } from '../../kernel/random/random.js';

/** Below what the systems hand out to outgoing connections, so that the port is free at the next start too. */
const LOWEST = 15_432;
const HIGHEST = 31_999;

/** `preferred` when nobody listens there on loopback, else some free port. */
export async function freePort(preferred: number, random: Random): Promise<number> {
  if (preferred && (await isFree(preferred))) return preferred;
  for (;;) {
    const port = LOWEST + (random.bytes(4).readUInt32BE() % (HIGHEST - LOWEST + 1));
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return true;
  } catch {
    return false;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}
