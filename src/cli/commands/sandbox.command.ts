import path from 'node:path';
import { SANDBOX_ACCOUNT } from '../../sandbox/sandbox-account.js';
import { type RunningSandbox, startSandbox } from '../../sandbox/start-sandbox.js';
import { UsageError } from '../cli.errors.js';
import { aligned } from '../columns.js';
import type { Command } from '../command.js';

const DEFAULT_PORT = 3001;

/** `lingpai sandbox`. */
export const sandbox: Command = {
  summary: 'Runs a simulated WeChat alone, on 127.0.0.1, until Ctrl-C. It keeps nothing.',
  words: [],
  options: {
    port: { value: 'PORT', help: 'the port; SANDBOX_PORT, or 3001, when absent; 0 picks one' },
    'app-url': { value: 'URL', help: 'what the phone opens first; PUBLIC_URL/me when absent' },
  },
  notes: [
    'Any program may be pointed at it, in any language: it answers /connect/oauth2/authorize and /sns/*.',
    'The server started with npm start has one of its own; this is for everything else.',
  ],
  async run(given, workplace) {
    const { root, log, clock, random, terminal } = workplace;
    const config = workplace.config();
    const appUrl =
      given.text('app-url') ?? (config.http.publicUrl ? `${config.http.publicUrl}/me` : undefined);
    if (appUrl !== undefined && !/^https?:$/.test(URL.parse(appUrl)?.protocol ?? ''))
      throw new UsageError('--app-url wants an address such as http://localhost:3000/me');
    const running = await startSandbox({
      port: portFrom(given.text('port')) ?? config.sandbox?.port ?? DEFAULT_PORT,
      log,
      clock,
      random,
      webRoot: path.join(root, 'web/phone'),
      appUrl,
    });
    const interrupted = workplace.untilInterrupted();
    const greeting = given.has('json') ? JSON.stringify(described(running)) : told(running);
    terminal.output.write(`${greeting}\n`);
    await interrupted;
    await running.close();
    return { text: '', json: { stopped: true } };
  },
};

function portFrom(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) throw new UsageError('--port wants a number from 0 to 65535.');
  return port;
}

function environment({ url }: RunningSandbox): Record<string, string> {
  return {
    SANDBOX: 'off',
    WECHAT_APP_ID: SANDBOX_ACCOUNT.appId,
    WECHAT_APP_SECRET: SANDBOX_ACCOUNT.secret,
    WECHAT_API_URL: url,
    WECHAT_OPEN_URL: url,
  };
}

function described(running: RunningSandbox): object {
  return {
    url: running.url,
    control_plane: `${running.url}/_sandbox/openapi.json`,
    environment: environment(running),
  };
}

function told(running: RunningSandbox): string {
  return [
    aligned([
      ['手机 phone', running.url],
      ['control plane', `${running.url}/_sandbox/openapi.json`],
    ]),
    '',
    'For a server that is to believe this is WeChat:',
    '',
    ...Object.entries(environment(running)).map(([name, value]) => `${name}=${value}`),
    '',
    'Ctrl-C stops it.',
  ].join('\n');
}
