import type { IncomingMessage } from 'node:http';
import type { Express } from 'express';

/** What is read here of Express's router, which has no name for it. */
interface Layer {
  readonly route?: { readonly path: unknown; readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}

/**
 * The methods for which the address of a request has routes, such as `['GET', 'HEAD']`; empty when it has none. A
 * route for whatever is left over (`*`) does not make an address exist. Looks at every route: for refusals only.
 */
export function methodsAt(request: IncomingMessage): string[] {
  const { app } = request as { app?: Express };
  if (!app) return [];
  const [path = '/'] = (request.url ?? '/').split('?', 1);
  const methods = new Set<string>();
  for (const { route, match } of routesOf(app)) {
    if (typeof route.path !== 'string' || route.path.includes('*') || !match(path)) continue;
    for (const method of Object.keys(route.methods)) methods.add(method.toUpperCase());
  }
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}

function routesOf(app: Express) {
  const { stack } = app.router as unknown as { stack: readonly Layer[] };
  return stack.flatMap((layer) =>
    layer.route ? [{ route: layer.route, match: (path: string) => layer.match(path) }] : [],
  );
}
