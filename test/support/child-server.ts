import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What the small server says, one line at a time. */
export interface Said {
  readonly url?: string;
  readonly owned?: boolean;
  readonly acknowledged?: string;
  readonly event?: string;
}

/** The small server of `embedded-server.ts` in a process of its own. */
export class ChildServer {
  readonly said: Said[] = [];
  private readonly exit: Promise<unknown>;
  private listeners: (() => void)[] = [];

  private constructor(private readonly child: ChildProcess) {
    this.exit = once(child, 'exit');
    createInterface({ input: child.stdout! }).on('line', (line) => {
      this.said.push(JSON.parse(line) as Said);
      for (const wake of this.listeners.splice(0)) wake();
    });
  }

  /** Starts it and resolves with it once its Postgres answers. */
  static async start(
    dataDir: string,
    options: { task?: 'write'; uid?: number; gid?: number } = {},
  ): Promise<ChildServer> {
    const { task, ...user } = options;
    const script = join('test', 'support', 'embedded-server.ts');
    const parameters = [
      '--import',
      './test/support/typescript.mjs',
      script,
      dataDir,
      ...(task ? [task] : []),
    ];
    const child = spawn(process.execPath, parameters, { ...user, stdio: ['ignore', 'pipe', 'inherit'] });
    const server = new ChildServer(child);
    await server.hears((line) => line.url !== undefined);
    return server;
  }

  get url(): string {
    return this.said.find((line) => line.url)!.url!;
  }

  get owned(): boolean {
    return this.said.find((line) => line.url)!.owned!;
  }

  /** The rows that Postgres has acknowledged to it. */
  get acknowledged(): string[] {
    return this.said.flatMap((line) => line.acknowledged ?? []);
  }

  /** Resolves once it has said such a line; rejects when it ends first. */
  async hears(wanted: (line: Said) => boolean): Promise<void> {
    while (!this.said.some(wanted)) {
      const line = new Promise<boolean>((resolve) => this.listeners.push(() => resolve(true)));
      const more = await Promise.race([line, this.exit.then(() => false)]);
      if (!more && !this.said.some(wanted)) throw new Error('the server ended early');
    }
  }

  /** Ends it at once, or in good order, and resolves when it has gone and all it said has arrived. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const closed = this.child.stdout!.readableEnded ? Promise.resolve() : once(this.child.stdout!, 'close');
    this.child.kill(signal);
    await Promise.all([this.exit, closed]);
  }
}
