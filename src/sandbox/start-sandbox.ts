import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../kernel/clock/clock.js';
import type { Log } from '../kernel/logging/log.js';
import type { Random } from '../kernel/random/random.js';
import { requestListener } from './http/request-listener.js';
import { answerUnreadCalls, SANDBOX_SERVER } from './http/unread-call.js';
import { webFolders } from './http/web-folder.js';
import { JsSdkFile } from './jssdk/jssdk-file.js';
import { Proxy } from './proxy/proxy.js';
import { wordsOf } from './runaways/runaway-words.js';
import {
  SANDBOX_ACCOUNT,
  SANDBOX_SUBSCRIPTION,
  SANDBOX_WEBSITE,
  type SandboxAccount,
} from './sandbox-account.js';
import { SandboxCannotListen } from './sandbox.errors.js';
import type { Authority } from './tls/authority.js';
import { World } from './world.js';
import { Worlds } from './worlds/worlds.js';

/** What a simulated WeChat needs. */
export interface SandboxOptions {
  /** 0 picks one. */
  port: number;
  /** Default 127.0.0.1. */
  host?: string;
  log: Log;
  clock: Clock;
  random: Random;
  /** The folder `web/phone`; `web/inspector` and `web/jssdk` lie beside it. */
  webRoot: string;
  /** What the phone opens first, such as `http://localhost:3000/me`. */
  appUrl?: string;
  /** Default: a service account `main`, a website app `web` and a subscription account `dingyue`. */
  accounts?: SandboxAccount[];
  /** WeChat over TLS beside the plain port: with a certificate of this authority for WeChat's hosts, on `port` (0 picks one). */
  tls?: { readonly port: number; readonly authority: Authority };
}

/** A WeChat on this machine. */
export interface RunningSandbox {
  /** `http://localhost:PORT`: the base address of both `open.` and `api.`, of the control plane and of the phone. */
  readonly url: string;
  readonly port: number;
  /** `https://localhost:PORT`: the same over TLS; null where none was asked for. */
  readonly tlsUrl: string | null;
  readonly world: World;
  /** Cuts what is open and frees the port. */
  close(): Promise<void>;
}

/** Starts a WeChat of its own; any number may run side by side. @throws SandboxCannotListen */
export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const {
    clock,
    random,
    log,
    host = '127.0.0.1',
    accounts = [SANDBOX_ACCOUNT, SANDBOX_WEBSITE, SANDBOX_SUBSCRIPTION],
    tls,
  } = options;
  const world = new World(clock, random, accounts, options.appUrl ?? null);
  world.runaways.onFound((runaway) => {
    const { what, cause } = wordsOf(runaway);
    log.warn('sandbox.runaway', { kind: runaway.kind, what: what.en, cause: cause.en });
  });
  const files = { folders: webFolders(options.webRoot), jsSdk: new JsSdkFile(options.webRoot) };
  const listener = requestListener(world, files, log);
  const plain = createServer(SANDBOX_SERVER, listener);
  const secure =
    tls &&
    createSecureServer(
      { ...SANDBOX_SERVER, ...tls.authority.serverCredentials(random, clock.now()) },
      listener,
    );
  for (const server of secure ? [plain, secure] : [plain]) answerUnreadCalls(server);
  const proxy = new Proxy(plain, secure ?? null);
  await listen(plain, options.port, host);
  try {
    if (secure) await listen(secure, tls.port, host);
  } catch (error) {
    await close(plain);
    throw error;
  }
  const { port } = plain.address() as AddressInfo;
  world.url = `http://localhost:${port}`;
  world.tlsUrl = secure ? `https://localhost:${(secure.address() as AddressInfo).port}` : null;
  const anywhere = { ...options, port: 0, ...(tls && { tls: { ...tls, port: 0 } }) };
  const worlds = new Worlds(() => startSandbox(anywhere));
  world.worlds = worlds;
  log.info('sandbox.listening', { url: world.url, tlsUrl: world.tlsUrl });
  const stop = async (): Promise<void> => {
    proxy.close();
    world.pushes.clear();
    world.qrLogins.clear();
    await Promise.all([worlds.close(), close(plain), secure && close(secure)]);
  };
  return { url: world.url, port, tlsUrl: world.tlsUrl, world, close: stop };
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
