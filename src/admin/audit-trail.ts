import {
  type CallHandler,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { concatMap, type Observable } from 'rxjs';
import { AuditService } from '../audit/audit.service.js';
import { ACCESS } from '../kernel/http/access.decorators.js';
import type { OperatorAccess } from '../operators/operator.decorators.js';
import type { OperatorRequest } from '../operators/operator-request.js';

/** What a route adds to its line in the record: to what it was done, and what changed. Nothing secret. */
export interface Trail {
  target?: string;
  account?: string;
  detail?: Record<string, unknown>;
}

type TrailRequest = Request & OperatorRequest & { trail?: Trail };

/** The {@link Trail} of a request, to be filled in. */
export const CurrentTrail = createParamDecorator(
  (_data: unknown, context: ExecutionContext) =>
    (context.switchToHttp().getRequest<TrailRequest>().trail ??= {}),
);

/**
 * Writes what an operator did into the record, before the answer leaves: what could not be recorded is not told
 * either. A route says under which name it is kept; no route can forget to.
 */
@Injectable()
export class AuditTrail implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly audit: AuditService,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const access = this.reflector.get<OperatorAccess | undefined>(ACCESS, context.getHandler());
    const action = access?.audit;
    if (action === undefined) return next.handle();
    const request = context.switchToHttp().getRequest<TrailRequest>();
    return next.handle().pipe(
      concatMap(async (answer: unknown) => {
        await this.record(action, request);
        return answer;
      }),
    );
  }

  private async record(action: string, { operator, params, trail = {}, ip }: TrailRequest): Promise<void> {
    const { account, id } = params as Record<string, string | undefined>;
    await this.audit.record({
      actor: `operator:${operator!.name}`,
      action,
      account: trail.account ?? account,
      target: trail.target ?? id,
      address: ip,
      detail: trail.detail,
    });
  }
}
