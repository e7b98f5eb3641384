import Module, { createRequire } from 'node:module';
import { join } from 'node:path';

/** Jest maps `./x.js` to `./x.ts` in tests only; here, before them, Node resolves for itself. */
type Resolve = (request: string, parent: { filename?: string } | undefined, ...rest: unknown[]) => string;
const loader = Module as unknown as { _resolveFilename: Resolve };

/** Runs once per call of Jest, before its first worker. */
export default async function globalSetup(_global: unknown, project: { rootDir: string }): Promise<void> {
  const load = createRequire(join(project.rootDir, 'test', 'support', 'global-setup.ts'));
  const original = loader._resolveFilename;
  loader._resolveFilename = function resolve(request, parent, ...rest) {
    const ours = /^\.{1,2}\/.*\.js$/.test(request) && parent?.filename?.endsWith('.ts');
    return original.call(this, ours ? request.replace(/\.js$/, '.ts') : request, parent, ...rest);
  };
  try {
    const { startTestPostgres } = load('./test-postgres.js') as typeof import('./test-postgres.js');
    await startTestPostgres();
  } finally {
    loader._resolveFilename = original;
  }
}
