import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';
import { startSandbox } from '../../sandbox/start-sandbox.js';
import { authorityIn } from '../../sandbox/tls/authority-files.js';
import type { Command } from '../command.js';
import {
  addresses,
  appUrlFrom,
  environment,
  hostsPreload,
  portFrom,
  proxies,
  refuseProduction,
  trust,
  worldFrom,
} from './sandbox-settings.js';

/** What shells answer when a command cannot be found, or cannot be run. */
const NOT_FOUND = 127;
const NOT_RUN = 126;
/** What shells add to the number of the signal that ended a program. */
const BY_SIGNAL = 128;
const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** `lingpai sandbox exec`. */
export const sandboxExec: Command = {
  summary: 'Runs a command with a simulated WeChat of its own, which ends with it: for tests.',
  words: [],
  rest: 'COMMAND…',
  options: {
    port: { value: 'PORT', help: 'the port; a free one when absent' },
    'tls-port': { value: 'PORT', help: 'the port of https; a free one when absent' },
    world: { value: 'FILE', help: 'the world to begin with, as GET /_sandbox/world tells it' },
    'app-url': { value: 'URL', help: 'what the phone opens first; PUBLIC_URL/me when absent' },
    'without-proxy': { help: 'set no HTTPS_PROXY, for commands that reach other hosts too' },
  },
  notes: [
    "For example: lingpai sandbox exec -- npm test. The command's exit code is the answer; signals reach it.",
    'Node programs that connect to api.weixin.qq.com meet the sandbox there without a change (NODE_OPTIONS, ' +
      'NODE_EXTRA_CA_CERTS); others do when they heed HTTPS_PROXY and SSL_CERT_FILE. The proxy leads nowhere else.',
    'Every command gets SANDBOX_URL, SANDBOX_TLS_URL, WECHAT_API_URL, WECHAT_OPEN_URL, WECHAT_APP_ID and WECHAT_APP_SECRET.',
  ],
  async run(given, workplace) {
    refuseProduction(workplace);
    const { root, env, log, clock, random, from } = workplace;
    const config = workplace.config();
    const furnish = worldFrom(given, workplace);
    const kept = authorityIn(path.join(config.dataDir, 'sandbox'), random, clock.now());
    const running = await startSandbox({
      port: portFrom(given, 'port') ?? 0,
      tls: { port: portFrom(given, 'tls-port') ?? 0, authority: kept.authority },
      log,
      clock,
      random,
      webRoot: path.join(root, 'web/phone'),
      appUrl: appUrlFrom(given, config.http.publicUrl ?? undefined),
    });
    try {
      furnish(running);
      const exitCode = await execute(given.rest, from, {
        ...env,
        ...environment(running),
        ...addresses(running),
        ...trust(kept),
        ...hostsPreload(root, env['NODE_OPTIONS']),
        ...(given.has('without-proxy') ? {} : proxies(running)),
      });
      return { text: '', json: { exit_code: exitCode }, exitCode };
    } finally {
      await running.close();
    }
  },
};

/** Runs a command on this terminal until it ends; its exit code, as a shell would tell it. */
function execute(words: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve) => {
    const [command = '', ...parameters] = words;
    const child = spawn(command, parameters, {
      cwd,
      env,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    // A terminal sends Ctrl-C to the command as well; twice would be once too often.
    const passOn = (signal: NodeJS.Signals): void => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    for (const signal of PASSED_ON) process.on(signal, passOn);
    const end = (code: number): void => {
      for (const signal of PASSED_ON) process.off(signal, passOn);
      resolve(code);
    };
    child.once('error', ({ code }: NodeJS.ErrnoException) => {
      process.stderr.write(`${command} cannot be run (${code}).\n`);
      end(code === 'ENOENT' ? NOT_FOUND : NOT_RUN);
    });
    child.once('exit', (code, signal) => end(code ?? BY_SIGNAL + constants.signals[signal!]));
  });
}
