import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { request } from 'undici';
import { ROOT } from './start-app.js';

/** The built server in a process of its own. */
export class ServerProcess {
  private said = '';

  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {
    const listen = (part: Buffer) => (this.said += part.toString('utf8'));
    child.stdout!.on('data', listen);
    child.stderr!.on('data', listen);
  }

  /** Starts it with this environment and no other; resolves once it is ready, rejects when it ends or never is. */
  static async start(
    env: Readonly<Record<string, string>> & { readonly PORT: string },
  ): Promise<ServerProcess> {
    const main = path.join(ROOT, 'dist/src/main.js');
    if (!existsSync(main)) throw new Error('dist/ is missing: run npm run build first');
    // A folder of its own, so that no .env of the project is read.
    const folder = mkdtempSync(path.join(tmpdir(), 'lingpai-server-'));
    const child = spawn(process.execPath, [main], {
      cwd: folder,
      env: { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1', DATA_DIR: folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const server = new ServerProcess(child, folder);
    const giveUpAt = performance.now() + READY_WITHIN_MS;
    while (!(await isReady(env.PORT))) {
      if (!server.alive || performance.now() > giveUpAt) {
        await server.end('SIGKILL');
        throw new Error(`the server did not start:\n${server.said}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    return server;
  }

  /** All it wrote to its two outputs. */
  get output(): string {
    return this.said;
  }

  /** Whether it runs. */
  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Ends it at once (`SIGKILL`) or in good order, and resolves when it has gone. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (this.alive) {
      const gone = once(this.child, 'close');
      this.child.kill(signal);
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Well below the limit of a test's own set-up, so that nothing is left running behind it. */
const READY_WITHIN_MS = 30_000;

function isReady(port: string): Promise<boolean> {
  return request(`http://127.0.0.1:${port}/readyz`).then(
    async ({ statusCode, body }) => {
      await body.dump();
      return statusCode === 200;
    },
    () => false,
  );
}
