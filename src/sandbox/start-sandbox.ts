import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../kernel/clock/clock.js';
import type { Log } from '../kernel/logging/log.js';
import type { Random } from '../kernel/random/random.js';
import { requestListener } from './http/request-listener.js';
import { PhoneFiles } from './phone/phone-files.js';
import { SANDBOX_ACCOUNT, SANDBOX_WEBSITE, type SandboxAccount } from './sandbox-account.js';
import { SandboxCannotListen } from './sandbox.errors.js';
import { World } from './world.js';

/** What a simulated WeChat needs. */
export interface SandboxOptions {
  /** 0 picks one. */
  port: number;
  /** Default 127.0.0.1. */
  host?: string;
  log: Log;
  clock: Clock;
  random: Random;
  /** The folder `web/phone`. */
  webRoot: string;
  /** What the phone opens first, such as `http://localhost:3000/me`. */
  appUrl?: string;
  /** Default: an official account `main` and a website app `web`. */
  accounts?: SandboxAccount[];
}

/** A WeChat on this machine. */
export interface RunningSandbox {
  /** `http://localhost:PORT`: the base address of both `open.` and `api.`, of the control plane and of the phone. */
  readonly url: string;
  readonly port: number;
  readonly world: World;
  /** Cuts what is open and frees the port. */
  close(): Promise<void>;
}

/** Starts a WeChat of its own; any number may run side by side. @throws SandboxCannotListen */
export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const { clock, random, log, host = '127.0.0.1', accounts = [SANDBOX_ACCOUNT, SANDBOX_WEBSITE] } = options;
  const world = new World(clock, random, accounts, options.appUrl ?? null);
  const server = createServer(requestListener(world, new PhoneFiles(options.webRoot), log));
  await listen(server, options.port, host);
  const { port } = server.address() as AddressInfo;
  world.url = `http://localhost:${port}`;
  log.info('sandbox.listening', { url: world.url });
  return { url: world.url, port, world, close: () => close(server) };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => reject(new SandboxCannotListen(host, port, { cause })));
    server.listen(port, host, resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
