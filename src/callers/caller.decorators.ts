import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ACCESS } from '../kernel/http/access.decorators.js';
import type { ApiScope } from './api-scopes.js';
import type { CallerRequest } from './caller.gate.js';

/** Who may use a route of the API: callers whose key has this scope. */
export interface CallerAccess {
  readonly who: 'caller';
  readonly scope: ApiScope;
  /** Its path names no account, and it tells a key for one account of that one alone. */
  readonly narrows?: boolean;
}

/**
 * A route for callers, by API key. Where the path has `:account`, a key for one account opens that one alone;
 * where it has none, only a key for every account opens it, unless the route itself narrows what it tells to the
 * caller's account (`narrows`).
 */
export function CallerScope(
  scope: ApiScope,
  { narrows }: Pick<CallerAccess, 'narrows'> = {},
): MethodDecorator & ClassDecorator {
  return SetMetadata(ACCESS, { who: 'caller', scope, narrows } satisfies CallerAccess);
}

/** The {@link Caller} behind a request to a `@CallerScope` route. */
export const CurrentCaller = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<CallerRequest>().caller,
);
