import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { readConfig } from '../../config/config.js';
import { SystemClock } from '../../kernel/clock/system-clock.js';
import { SilentLog } from '../../kernel/logging/log.js';
import { SystemRandom } from '../../kernel/random/system-random.js';
import type { Workplace } from '../command.js';
import { dispatch } from '../dispatch.js';
import { sandbox } from './sandbox.command.js';
import { sandboxExec } from './sandbox-exec.command.js';

const COMMANDS = [
  { name: 'sandbox', about: 'until Ctrl-C', load: async () => sandbox },
  { name: 'sandbox exec', about: 'for a command', load: async () => sandboxExec },
];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lingpai exec '));
});
afterEach(() => rmSync(folder, { recursive: true }));

function workplace(env: Record<string, string> = {}): Workplace {
  const settings = { DATA_DIR: path.join(folder, 'data'), PATH: process.env['PATH']!, ...env };
  return {
    root: path.resolve('.'),
    from: folder,
    env: settings,
    terminal: { input: new PassThrough(), output: new PassThrough(), errors: new PassThrough() },
    clock: new SystemClock(),
    random: new SystemRandom(),
    log: new SilentLog(),
    user: 'alice',
    untilInterrupted: () => Promise.reject(new Error('not wanted here')),
    config: () => readConfig(settings, readFileSync),
  };
}

/** Runs a program of Node's with a sandbox; its exit code, and what it wrote to the file `found`. */
async function exec(script: string, { options = [] as string[], env = {} as Record<string, string> } = {}) {
  const program = `const found = (it) => require('fs').writeFileSync('found', JSON.stringify(it));\n${script}`;
  const argv = ['sandbox', 'exec', ...options, '--', process.execPath, '-e', program];
  return dispatch(argv, COMMANDS, '0', workplace(env));
}

function found(): Record<string, unknown> {
  return JSON.parse(readFileSync(path.join(folder, 'found'), 'utf8')) as Record<string, unknown>;
}

const ASK = `fetch('https://api.weixin.qq.com/cgi-bin/token?grant_type=client_credential&appid=' +
  process.env.WECHAT_APP_ID + '&secret=' + process.env.WECHAT_APP_SECRET)
  .then((answer) => answer.json()).then((token) => found({ lifetime: token.expires_in }));`;

it('gives the command a WeChat at its own host names, on ports nobody uses', async () => {
  expect((await exec(ASK)).exitCode).toBe(0);
  expect(found()).toEqual({ lifetime: 7200 });
});

it('serves clients that look names up themselves, or still speak plain http', async () => {
  await exec(`const dns = require('dns'); const http = require('http'); const https = require('https');
    const lookup = (host, options, done) => dns.lookup(host, options, done);
    const ask = (module, url) => new Promise((resolve, reject) => {
      const sent = module.get(url, { lookup }, (answer) => resolve(answer.headers['x-lingpai-sandbox'] ));
      sent.on('error', reject);
    });
    const byAddress = async () => {
      const { address } = await dns.promises.lookup('api.weixin.qq.com');
      return new Promise((resolve, reject) => https.get({ host: address, servername: 'api.weixin.qq.com',
        path: '/cgi-bin/token' }, (answer) => resolve(answer.headers['x-lingpai-sandbox'])).on('error', reject));
    };
    Promise.all([ask(http, 'http://file.api.weixin.qq.com/x'), ask(https, 'https://open.weixin.qq.com/x'), byAddress()])
      .then(found).then(() => process.exit());`);
  expect(found()).toEqual(['1', '1', '1']);
});

it('leaves other hosts alone', async () => {
  await exec(`const server = require('http').createServer((_, answer) => answer.end('business'));
    server.listen(0, '127.0.0.1', async () => {
      found({ said: await (await fetch('http://localhost:' + server.address().port)).text() });
      process.exit();
    });`);
  expect(found()).toEqual({ said: 'business' });
});

it('tells it what every language needs', async () => {
  await exec('found(process.env)', { env: { NODE_OPTIONS: '--no-deprecation' } });
  const told = found() as Record<string, string>;
  expect(told).toMatchObject({
    SANDBOX: 'off',
    WECHAT_APP_ID: 'wxsandbox000000001',
    WECHAT_API_URL: told['SANDBOX_URL'],
    WECHAT_OPEN_URL: told['SANDBOX_URL'],
    NODE_EXTRA_CA_CERTS: path.join(folder, 'data/sandbox/ca.pem'),
    SSL_CERT_FILE: path.join(folder, 'data/sandbox/ca-bundle.pem'),
    NO_PROXY: 'localhost,127.0.0.1,::1',
  });
  expect(told['HTTPS_PROXY']).toBe(told['SANDBOX_URL']!.replace('localhost', '127.0.0.1'));
  expect(told['SANDBOX_TLS_URL']).toMatch(/^https:\/\/localhost:\d+$/);
  expect(told['NODE_OPTIONS']).toMatch(/^--no-deprecation --require="/);
});

it('sets no proxy when told so', async () => {
  await exec('found(process.env)', { options: ['--without-proxy'] });
  expect(found()).not.toHaveProperty('HTTPS_PROXY');
});

it.each([
  ['process.exit(7)', 7],
  ["process.kill(process.pid, 'SIGTERM')", 143],
])('ends as the command does: %s', async (script, code) => {
  expect(await exec(script)).toMatchObject({ exitCode: code, json: { exit_code: code } });
});

it('is over when the command is', async () => {
  await exec('found(process.env)');
  await expect(fetch(found()['SANDBOX_URL'] as string)).rejects.toThrow();
});

it('passes signals on', async () => {
  // The command says when it is ready to be told to stop.
  const ready = createServer((_request, answer) => {
    answer.end();
    process.emit('SIGTERM', 'SIGTERM');
  });
  ready.listen(0, '127.0.0.1');
  await once(ready, 'listening');
  const { port } = ready.address() as AddressInfo;
  const script = `process.on('SIGTERM', () => process.exit(9)); setInterval(() => {}, 1e6);
    fetch('http://localhost:${port}');`;
  expect((await exec(script)).exitCode).toBe(9);
  ready.close();
  ready.closeAllConnections();
});

it('begins with the world in a file', async () => {
  const account = { key: 'main', app_id: 'wxabcdef', name: '我们', kind: 'service', secret: 'theirs' };
  writeFileSync(
    path.join(folder, 'world.json'),
    JSON.stringify({ lingpai_sandbox_world: 1, switches: { token_seconds: 60 }, accounts: [account] }),
  );
  await exec(ASK, { options: ['--world', 'world.json'] });
  expect(found()).toEqual({ lifetime: 60 });
});

describe('refuses', () => {
  it('production', async () => {
    await expect(exec('', { env: { NODE_ENV: 'production' } })).rejects.toMatchObject({
      code: 'cli.sandbox_in_production',
    });
    await expect(
      dispatch(['sandbox'], COMMANDS, '0', workplace({ NODE_ENV: 'production' })),
    ).rejects.toMatchObject({ code: 'cli.sandbox_in_production' });
  });

  it('to run nothing', async () => {
    for (const argv of [
      ['sandbox', 'exec'],
      ['sandbox', 'exec', '--'],
    ])
      await expect(dispatch(argv, COMMANDS, '0', workplace())).rejects.toMatchObject({ code: 'cli.usage' });
  });

  it('a world file that is none', async () => {
    writeFileSync(path.join(folder, 'world.json'), '{"lingpai_sandbox_world":1,"people":[]}');
    for (const [file, code] of [
      ['world.json', 'cli.no_world_file'],
      ['none.json', 'cli.file_unreadable'],
    ] as const)
      await expect(exec('', { options: ['--world', file] })).rejects.toMatchObject({ code });
  });

  it('a command that is not there, as a shell does', async () => {
    const silent = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const argv = ['sandbox', 'exec', '--', 'no-such-command-at-all'];
    expect((await dispatch(argv, COMMANDS, '0', workplace())).exitCode).toBe(127);
    expect(silent).toHaveBeenCalledWith('no-such-command-at-all cannot be run (ENOENT).\n');
    silent.mockRestore();
  });
});
