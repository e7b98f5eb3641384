import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ACCESS } from '../kernel/http/access.decorators.js';
import type { OperatorRequest } from './operator-request.js';
import { type Operation, POLICY, type Role } from './roles.js';

/** What a route of the console asks beyond a role. */
export interface OperatorRouteOptions {
  /** The name under which the record keeps what was done, such as `account.added`; every change has one. */
  readonly audit?: string;
  /** The operator must have given password or code within the last five minutes. */
  readonly confirmed?: boolean;
  /** Open also between the password and the one-time code. */
  readonly halfway?: boolean;
}

/** Who may use a route of the console: operators whose role may do this. */
export interface OperatorAccess extends OperatorRouteOptions {
  readonly who: 'operator';
  readonly operation: Operation;
  /** From the policy, for those who only describe the route. */
  readonly roles: readonly Role[];
}

/** A route of the console. */
export function OperatorMay(
  operation: Operation,
  options: OperatorRouteOptions = {},
): MethodDecorator & ClassDecorator {
  const access: OperatorAccess = { who: 'operator', operation, roles: POLICY[operation], ...options };
  return SetMetadata(ACCESS, access);
}

/** The operator behind a request to an `@OperatorMay` route. */
export const CurrentOperator = createParamDecorator(
  (_data: unknown, context: ExecutionContext) =>
    context.switchToHttp().getRequest<OperatorRequest>().operator,
);
