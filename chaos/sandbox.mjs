// The sandbox in a process of its own, where a scenario needs a whole WeChat rather than its tokens.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const READY_WITHIN_MS = 30_000;

/** The service account that every sandbox has. */
export const SANDBOX_IDENTITY = { appId: 'wxsandbox000000001', secret: 'sandbox0c0ffee0c0ffee0c0ffee0001' };

/** Starts `lingpai sandbox` of the program in `program` on a port. */
export async function startSandbox(program, port) {
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    process.execPath,
    [path.join(program, 'bin/lingpai.js'), 'sandbox', '--port', String(port)],
    { env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1' }, stdio: 'ignore' },
  );
  const close = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  /** Its control plane; the answer as an object. */
  const control = async (method, at, body) => {
    const answer = await fetch(`${url}/_sandbox${at}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!answer.ok) throw new Error(`sandbox ${at}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const giveUpAt = performance.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      await control('GET', '/clock');
      return { url, control, close };
    } catch (error) {
      if (child.exitCode !== null || performance.now() > giveUpAt) {
        await close();
        throw new Error('the sandbox did not start', { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
