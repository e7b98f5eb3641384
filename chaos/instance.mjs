// One process of the built server: started, killed, put to sleep and woken; what it said is kept.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Pool } from 'undici';

const READY_WITHIN_MS = 60_000;
const CONNECTIONS = 256;

/** `env` is all of its environment besides PATH; `folder` is its own; `onLost` hears of an end that nobody asked for. */
export class Instance {
  #child = null;
  #expected = false;
  #closing = false;

  constructor({ index, program, port, env, folder, onLost }) {
    Object.assign(this, { index, program, port, env, folder, onLost });
    this.pool = null;
    /** Until then, on the monotonic clock, it cannot know what others did. */
    this.blindUntil = 0;
    /** Whether a balancer would send it requests. */
    this.inRotation = false;
    mkdirSync(folder, { recursive: true });
    this.logFile = path.join(folder, 'output.log');
  }

  get pid() {
    return this.#child?.pid;
  }

  get alive() {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Starts it, with more or other environment if wanted, and resolves once it is ready. */
  async start(env = {}) {
    await this.begin(env);
    await this.ready();
  }

  /** Starts it and does not wait. */
  async begin(env = {}) {
    this.#expected = false;
    const output = createWriteStream(this.logFile, { flags: 'a' });
    await once(output, 'open');
    if (this.#closing) throw new Error('interrupted');
    this.#child = spawn(process.execPath, [path.join(this.program, 'dist/src/main.js')], {
      cwd: this.folder,
      env: {
        PATH: process.env.PATH,
        NODE_NO_WARNINGS: '1',
        DATA_DIR: this.folder,
        PORT: String(this.port),
        ...this.env,
        ...env,
      },
      stdio: ['ignore', output, output],
    });
    output.close();
    const child = this.#child;
    child.once('exit', (code, signal) => {
      if (!this.#expected && !this.#closing && child === this.#child) {
        this.leave();
        this.onLost(this.index, code ?? signal);
      }
    });
  }

  async ready() {
    const giveUpAt = performance.now() + READY_WITHIN_MS;
    while (!(await this.isReady())) {
      if (!this.alive || performance.now() > giveUpAt)
        throw new Error(`instance ${this.index} did not start:\n${this.output().slice(-4_000)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    this.join();
  }

  async isReady() {
    this.pool ??= this.#newPool();
    try {
      const { statusCode, body } = await this.pool.request({
        method: 'GET',
        path: '/readyz',
        headersTimeout: 3_000,
      });
      await body.dump();
      return statusCode === 200;
    } catch {
      return false;
    }
  }

  /** From now on it is sent requests. */
  join() {
    this.pool ??= this.#newPool();
    this.inRotation = true;
  }

  /** From now on it is sent none, and whoever waits for it is told that it is gone. */
  leave() {
    this.inRotation = false;
    void this.pool?.destroy();
    this.pool = null;
  }

  /** SIGKILL or SIGTERM; resolves with how many milliseconds it took to go. */
  async end(signal) {
    this.#expected = true;
    const since = performance.now();
    if (signal === 'SIGKILL') this.leave();
    else this.inRotation = false;
    if (this.alive) {
      const gone = once(this.#child, 'exit');
      this.#child.kill(signal);
      await gone;
    }
    this.leave();
    return performance.now() - since;
  }

  /** SIGSTOP: it stands still and knows nothing of it. */
  suspend() {
    this.leave();
    this.#child.kill('SIGSTOP');
  }

  resume({ join = true } = {}) {
    this.#child.kill('SIGCONT');
    if (join) this.join();
  }

  /** All it ever wrote. */
  output() {
    return readFileSync(this.logFile, 'utf8');
  }

  async close() {
    this.#closing = true;
    if (this.alive) this.#child.kill('SIGCONT');
    await this.end('SIGKILL');
  }

  #newPool() {
    return new Pool(`http://127.0.0.1:${this.port}`, { connections: CONNECTIONS, keepAliveTimeout: 10_000 });
  }
}
