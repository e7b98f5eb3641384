import { connect } from 'node:net';

/** Milliseconds until the other side took the connection. @throws Error with a `code` such as `ECONNREFUSED` */
export type Reach = (host: string, port: number) => Promise<number>;

const PATIENCE_MS = 3_000;

/** Opens a TCP connection and closes it again; nothing is sent. */
export const reachByTcp: Reach = (host, port) =>
  new Promise((resolve, reject) => {
    const startedAtMs = performance.now();
    const socket = connect({ host, port, timeout: PATIENCE_MS });
    socket.once('connect', () => {
      socket.destroy();
      resolve(Math.round(performance.now() - startedAtMs));
    });
    socket.once('timeout', () =>
      socket.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })),
    );
    socket.once('error', reject);
  });

/** Why it could not be reached: a code such as `ENOTFOUND`. */
export function whyNot(error: unknown): string {
  const { code, errors, message } = error as {
    code?: string;
    errors?: { code?: string }[];
    message?: string;
  };
  return code ?? errors?.[0]?.code ?? message ?? 'no answer';
}
