// Writes docs/openapi.json from the routes as they are built; a test fails when the two differ.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as swagger from '@nestjs/swagger';
import { format, resolveConfig } from 'prettier';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const file = path.join(root, 'docs/openapi.json');
const built = (name) => import(path.join(root, 'dist/src', name));

const { status } = spawnSync(process.execPath, [path.join(root, 'scripts/build.mjs'), '--if-changed'], {
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);

const { appToDescribe } = await built('described-app.js');
const { describeApi } = await built('openapi/document.js');
const { versionIn } = await built('openapi/package-version.js');
const document = describeApi(await appToDescribe(), swagger, versionIn(root));
const style = await resolveConfig(file);
writeFileSync(file, await format(JSON.stringify(document), { ...style, filepath: file }));
console.log(`Written: ${path.relative(root, file)}, ${Object.keys(document.paths).length} paths`);
// Nothing was started, but packages that only live keep a process alive.
process.exit(0);
