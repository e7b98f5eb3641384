import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The version in `package.json`. @param packageRoot the folder where it lies */
export function versionIn(packageRoot: string): string {
  const text = readFileSync(path.join(packageRoot, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
