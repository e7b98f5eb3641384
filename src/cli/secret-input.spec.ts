import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { FileUnreadable, Interrupted, UsageError } from './cli.errors.js';
import { readSecret } from './secret-input.js';

function aTerminal({ tty }: { tty: boolean }) {
  const modes: boolean[] = [];
  const input = Object.assign(new PassThrough(), { isTTY: tty, setRawMode: (on: boolean) => modes.push(on) });
  const errors = new PassThrough({ encoding: 'utf8' });
  const terminal = { input, output: new PassThrough(), errors };
  return { terminal, input, modes, shown: () => String(errors.read() ?? '') };
}

describe('readSecret', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'lingpai-secret-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('reads a file beside the person, without the line end', async () => {
    writeFileSync(path.join(folder, 'secret'), 'CANARY\n');
    const { terminal } = aTerminal({ tty: false });
    expect(await readSecret('AppSecret', 'secret', { terminal, from: folder })).toBe('CANARY');
  });

  it('reads standard input whole', async () => {
    const { terminal, input } = aTerminal({ tty: false });
    input.write('CAN');
    input.end('ARY\r\n');
    expect(await readSecret('AppSecret', '-', { terminal, from: folder })).toBe('CANARY');
  });

  it('asks on a terminal and shows nothing of the answer', async () => {
    const { terminal, input, modes, shown } = aTerminal({ tty: true });
    const asked = readSecret('AppSecret', undefined, { terminal, from: folder });
    input.write('CANAX\u007fRY\r');
    expect(await asked).toBe('CANARY');
    expect(shown()).toBe('AppSecret: \n');
    expect(modes).toEqual([true, false]);
  });

  it('ends at Ctrl-C, with the terminal as it was', async () => {
    const { terminal, input, modes } = aTerminal({ tty: true });
    const asked = readSecret('AppSecret', undefined, { terminal, from: folder });
    input.write('CAN\u0003');
    await expect(asked).rejects.toBeInstanceOf(Interrupted);
    expect(modes).toEqual([true, false]);
  });

  it('asks nobody where nobody is', async () => {
    const { terminal } = aTerminal({ tty: false });
    const asked = readSecret('AppSecret', undefined, { terminal, from: folder });
    await expect(asked).rejects.toBeInstanceOf(UsageError);
  });

  it('refuses an empty secret and a file that is not there', async () => {
    const { terminal } = aTerminal({ tty: false });
    writeFileSync(path.join(folder, 'empty'), ' \n');
    const where = { terminal, from: folder };
    await expect(readSecret('AppSecret', 'empty', where)).rejects.toBeInstanceOf(UsageError);
    await expect(readSecret('AppSecret', 'gone', where)).rejects.toBeInstanceOf(FileUnreadable);
  });
});
