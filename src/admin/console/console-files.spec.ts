import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ConsoleFiles } from './console-files.js';

let folder: string;
let files: ConsoleFiles;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lingpai-console-'));
  files = new ConsoleFiles(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

function build(script: string, changedSeconds: number): void {
  mkdirSync(path.join(folder, 'assets'), { recursive: true });
  writeFileSync(path.join(folder, 'index.html'), `<script src="/admin/assets/${script}"></script>`);
  writeFileSync(path.join(folder, 'assets', script), `said("${script}")`);
  writeFileSync(path.join(folder, 'secret.js'), 'not to be served');
  utimesSync(path.join(folder, 'index.html'), changedSeconds, changedSeconds);
}

it('has no page and no files while nothing is built, and has them once it is', () => {
  expect(files.index()).toBeNull();
  expect(files.asset('app-1.js')).toBeNull();
  build('app-1.js', 1);
  expect(files.index()).toContain('app-1.js');
  expect(files.asset('app-1.js')).toMatchObject({ type: 'text/javascript; charset=utf-8' });
});

it('answers another build without a restart', () => {
  build('app-1.js', 1);
  files.index();
  build('app-2.js', 2);
  expect(files.index()).toContain('app-2.js');
  expect(files.asset('app-2.js')!.body.toString()).toBe('said("app-2.js")');
});

it('has its texts zipped', () => {
  build('app-1.js', 1);
  expect(gunzipSync(files.asset('app-1.js')!.gzip!).toString()).toBe('said("app-1.js")');
});

it.each([
  '../secret.js',
  '..',
  '.',
  '',
  'secret.js',
  'assets/app-1.js',
  '/etc/passwd',
  'app-1.js\u0000',
  'app-1.map',
])('serves nothing but what the build left in assets: %j', (name) => {
  build('app-1.js', 1);
  expect(files.asset(name)).toBeNull();
});
