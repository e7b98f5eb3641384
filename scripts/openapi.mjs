// Writes docs/openapi.json and docs/admin-openapi.json from the routes as they are built, and from the latter the types
// that the console is written with; tests fail when they differ.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as swagger from '@nestjs/swagger';
import { format, resolveConfig } from 'prettier';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const built = (name) => import(path.join(root, 'dist/src', name));

const { status } = spawnSync(process.execPath, [path.join(root, 'scripts/build.mjs'), '--if-changed'], {
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);

const { appToDescribe } = await built('described-app.js');
const { describeApi } = await built('openapi/document.js');
const { CALLERS, OPERATORS } = await built('openapi/audiences.js');
const { versionIn } = await built('openapi/package-version.js');
const app = await appToDescribe();
for (const [name, audience] of [
  ['openapi.json', CALLERS],
  ['admin-openapi.json', OPERATORS],
]) {
  const file = path.join(root, 'docs', name);
  const document = describeApi(app, swagger, versionIn(root), audience);
  const style = await resolveConfig(file);
  writeFileSync(file, await format(JSON.stringify(document), { ...style, filepath: file }));
  console.log(`Written: ${path.relative(root, file)}, ${Object.keys(document.paths).length} paths`);
}
const types = path.join(root, 'web/console/src/api/schema.d.ts');
const generator = path.join(root, 'node_modules/.bin/openapi-typescript');
const generated = spawnSync(generator, [path.join(root, 'docs/admin-openapi.json'), '--output', types], {
  stdio: 'inherit',
  cwd: root,
});
if (generated.status !== 0) process.exit(generated.status ?? 1);
// Nothing was started, but packages that only live keep a process alive.
process.exit(0);
