import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, parentOf, readPostmaster, sight } from './postmaster.js';

/** Above every system's largest process number. */
const NOBODY = 2 ** 30;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lingpai-postmaster-'));
});

afterEach(() => rm(folder, { recursive: true }));

const write = (text: string): Promise<void> => writeFile(join(folder, 'postmaster.pid'), text);

describe('the pid file of Postgres', () => {
  it('tells number, port and status', async () => {
    await write('4711\n/data\n1763800000\n15432\n\n127.0.0.1\n  1234 5678\nready   \n');
    expect(readPostmaster(folder)).toEqual({ pid: 4711, port: 15432, status: 'ready' });
  });

  it('counts as starting while it is half written', async () => {
    await write('4711\n/data\n');
    expect(readPostmaster(folder)).toMatchObject({ pid: 4711, status: 'starting' });
  });

  it.each(['', 'nonsense', '0\n', '-1\n'])('is nothing when it holds %j', async (text) => {
    await write(text);
    expect(readPostmaster(folder)).toBeNull();
    expect(sight(folder)).toEqual({ kind: 'none' });
  });

  it('is stale when its process is gone, and when its number is a stranger’s now', async () => {
    await write(`${NOBODY}\n${folder}\n0\n1\n\n\n\nready\n`);
    expect(sight(folder)).toEqual({ kind: 'stale' });
    await write(`${process.pid}\n${folder}\n0\n1\n\n\n\nready\n`);
    expect(sight(folder)).toEqual({ kind: 'stale' });
  });
});

describe('a process', () => {
  it('is alive or not', () => {
    expect(isAlive(process.pid)).toBe(true);
    expect(isAlive(NOBODY)).toBe(false);
  });

  it('has a parent', () => {
    expect(parentOf(process.pid)).toBe(process.ppid);
    expect(parentOf(NOBODY)).toBeNull();
  });
});
