import { createRequire } from 'node:module';
import path from 'node:path';
import type { SwaggerLibrary } from './swagger-notes.js';

/**
 * Loads `@nestjs/swagger` when it is first needed: it costs 130 ms and 19 MB, which no start must pay.
 * @param packageRoot the folder of `package.json`
 */
export function loadSwagger(packageRoot: string): SwaggerLibrary {
  return createRequire(path.join(packageRoot, 'package.json'))('@nestjs/swagger') as SwaggerLibrary;
}

/** Where the files of Swagger UI lie, which come with the library. */
export function swaggerUiFolder(packageRoot: string): string {
  const ours = createRequire(path.join(packageRoot, 'package.json'));
  // From the library, not from us: a package manager may keep its dependencies to itself.
  const { resolve } = createRequire(ours.resolve('@nestjs/swagger'));
  return path.dirname(resolve('swagger-ui-dist/package.json'));
}
