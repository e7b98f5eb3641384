import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { readConfig } from '../../config/config.js';
import { SystemClock } from '../../kernel/clock/system-clock.js';
import { SilentLog } from '../../kernel/logging/log.js';
import { SystemRandom } from '../../kernel/random/system-random.js';
import { dispatch } from '../dispatch.js';
import { sandbox } from './sandbox.command.js';

const COMMANDS = [{ name: 'sandbox', about: 'until Ctrl-C', load: async () => sandbox }];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lingpai sandbox '));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the sandbox with these words behind it; what it tells before Ctrl-C, and what its inspector answers. */
async function run(words: readonly string[] = []): Promise<{ told: string; status: number }> {
  const output = new PassThrough({ encoding: 'utf8' });
  let told = '';
  let status = 0;
  const look = async () => {
    told = output.read() as string;
    const [inspector] = /http:[^\s",]+\/inspector/.exec(told)!;
    status = (await fetch(inspector)).status;
  };
  let greeted: () => void;
  const greeting = new Promise<void>((resolve) => (greeted = resolve));
  output.once('readable', () => greeted());
  const settings = { DATA_DIR: path.join(folder, 'data') };
  await dispatch(['sandbox', '--port', '0', ...words], COMMANDS, '0', {
    root: path.resolve('.'),
    from: folder,
    env: settings,
    terminal: { input: new PassThrough(), output, errors: new PassThrough() },
    clock: new SystemClock(),
    random: new SystemRandom(),
    log: new SilentLog(),
    user: 'alice',
    untilInterrupted: () => greeting.then(look),
    config: () => readConfig(settings, readFileSync),
  });
  return { told, status };
}

it('tells a person where the phone, the inspector and the control plane are', async () => {
  const { told, status } = await run();
  const [, url] = /手机 phone +(http:\S+)$/m.exec(told)!;
  expect(/检查器 inspector +(\S+)$/m.exec(told)?.[1]).toBe(`${url}/inspector`);
  expect(/control plane +(\S+)$/m.exec(told)?.[1]).toBe(`${url}/_sandbox/openapi.json`);
  expect(status).toBe(200);
});

it('tells a program the same, in one line of JSON', async () => {
  const { told, status } = await run(['--json']);
  const { url, inspector, control_plane } = JSON.parse(told) as Record<string, string>;
  expect([inspector, control_plane]).toEqual([`${url}/inspector`, `${url}/_sandbox/openapi.json`]);
  expect(status).toBe(200);
});
