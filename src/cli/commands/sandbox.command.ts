import path from 'node:path';
import { type RunningSandbox, startSandbox } from '../../sandbox/start-sandbox.js';
import { authorityIn, type KeptAuthority } from '../../sandbox/tls/authority-files.js';
import { UsageError } from '../cli.errors.js';
import { aligned } from '../columns.js';
import type { Command } from '../command.js';
import {
  addresses,
  appUrlFrom,
  environment,
  hostsPreload,
  portFrom,
  refuseProduction,
  trust,
  worldFrom,
} from './sandbox-settings.js';

const DEFAULT_TLS_PORT = 3443;

/** `lingpai sandbox`. */
export const sandbox: Command = {
  summary: 'Runs a simulated WeChat alone, on 127.0.0.1, until Ctrl-C. It keeps nothing but its certificate.',
  words: [],
  options: {
    port: { value: 'PORT', help: 'the port; SANDBOX_PORT, or 3001, when absent; 0 picks one' },
    tls: { help: "speak TLS too, with a certificate of its own for WeChat's host names" },
    'tls-port': { value: 'PORT', help: 'the port of https, with --tls; 3443 when absent; 0 picks one' },
    world: { value: 'FILE', help: 'the world to begin with, as GET /_sandbox/world tells it' },
    'app-url': { value: 'URL', help: 'what the phone opens first; PUBLIC_URL/me when absent' },
  },
  notes: [
    "Any program may be pointed at it, in any language: it answers WeChat's paths.",
    'The server started with npm start has one of its own; this is for everything else.',
    '"lingpai sandbox exec -- COMMAND" runs one for a single command, on free ports.',
  ],
  async run(given, workplace) {
    refuseProduction(workplace);
    const { root, log, clock, random, terminal } = workplace;
    const config = workplace.config();
    if (given.has('tls-port') && !given.has('tls')) throw new UsageError('--tls-port goes with --tls.');
    const furnish = worldFrom(given, workplace);
    const kept = given.has('tls')
      ? authorityIn(path.join(config.dataDir, 'sandbox'), random, clock.now())
      : null;
    const running = await startSandbox({
      port: portFrom(given, 'port') ?? config.sandboxPort,
      tls: kept
        ? { port: portFrom(given, 'tls-port') ?? DEFAULT_TLS_PORT, authority: kept.authority }
        : undefined,
      log,
      clock,
      random,
      webRoot: path.join(root, 'web/phone'),
      appUrl: appUrlFrom(given, config.http.publicUrl ?? undefined),
    });
    try {
      furnish(running);
      const interrupted = workplace.untilInterrupted();
      const more = kept ? { ...addresses(running), ...trust(kept), ...hostsPreload(root) } : {};
      const greeting = given.has('json')
        ? JSON.stringify(described(running, more))
        : told(running, more, kept);
      terminal.output.write(`${greeting}\n`);
      await interrupted;
    } finally {
      await running.close();
    }
    return { text: '', json: { stopped: true } };
  },
};

function described(running: RunningSandbox, more: Record<string, string>): object {
  return {
    url: running.url,
    tls_url: running.tlsUrl,
    inspector: `${running.url}/inspector`,
    control_plane: `${running.url}/_sandbox/openapi.json`,
    environment: { ...environment(running), ...more },
  };
}

function told(running: RunningSandbox, more: Record<string, string>, kept: KeptAuthority | null): string {
  const overTls = kept
    ? [
        ['over TLS', running.tlsUrl!],
        ['its authority', kept.certificateFile],
      ]
    : [];
  return [
    aligned([
      ['手机 phone', running.url],
      ['检查器 inspector', `${running.url}/inspector`],
      ['control plane', `${running.url}/_sandbox/openapi.json`],
      ...overTls,
    ]),
    '',
    'For a server that is to believe this is WeChat:',
    '',
    ...Object.entries({ ...environment(running), ...more }).map(([name, value]) => `${name}=${value}`),
    '',
    ...(kept
      ? [`${running.url} is also a proxy that leads to WeChat's hosts: HTTPS_PROXY=${running.url}`, '']
      : []),
    'Ctrl-C stops it.',
  ].join('\n');
}
