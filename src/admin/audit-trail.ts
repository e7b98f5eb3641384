import {
  type CallHandler,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { catchError, concatMap, type Observable, throwError } from 'rxjs';
import { AuditService } from '../audit/audit.service.js';
import { AppError } from '../kernel/errors/app-error.js';
import { ACCESS } from '../kernel/http/access.decorators.js';
import type { OperatorAccess } from '../operators/operator.decorators.js';
import type { OperatorRequest } from '../operators/operator-request.js';

/** What a route adds to its line in the record: to what it was done, and what changed. Nothing secret. */
export interface Trail {
  target?: string;
  account?: string;
  detail?: Record<string, unknown>;
  /** The line stands already: it was written in the transaction of the change, and is not written again. */
  recorded?: boolean;
  /** Who does it, and from where, for a change that keeps its line in its own transaction. */
  readonly by: { readonly actor: string; readonly address?: string };
  /**
   * Writes a line at once: that it begins. For what goes out to WeChat, of which the answer may be lost; how it ended is
   * a line of its own, a failure as well.
   */
  readonly begin: () => Promise<void>;
}

type TrailRequest = Request & OperatorRequest & { trail?: Trail };

/** The {@link Trail} of a request, to be filled in. */
export const CurrentTrail = createParamDecorator((_data: unknown, context: ExecutionContext): Trail => {
  const { trail } = context.switchToHttp().getRequest<TrailRequest>();
  if (!trail) throw new Error('this route names no action for the record');
  return trail;
});

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
    let begun = false;
    const trail: Trail = {
      by: { actor: `operator:${request.operator!.name}`, address: request.ip },
      begin: async () => {
        await this.record(action, request, trail, { ...trail.detail, outcome: 'begun' });
        begun = true;
      },
    };
    request.trail = trail;
    return next.handle().pipe(
      catchError((thrown: unknown) =>
        begun ? this.failed(action, request, trail, thrown) : throwError(() => thrown),
      ),
      concatMap(async (answer: unknown) => {
        if (!trail.recorded) await this.record(action, request, trail, trail.detail);
        return answer;
      }),
    );
  }

  private async failed(action: string, request: TrailRequest, trail: Trail, thrown: unknown): Promise<never> {
    const failure = thrown instanceof AppError ? thrown.code : 'internal.unexpected';
    try {
      await this.record(action, request, trail, { ...trail.detail, outcome: 'failed', failure });
    } catch {
      // That it began is on record; what went wrong is for whoever asked.
    }
    throw thrown;
  }

  private async record(
    action: string,
    { params }: TrailRequest,
    trail: Trail,
    detail: Trail['detail'],
  ): Promise<void> {
    const { account, id } = params as Record<string, string | undefined>;
    await this.audit.record({
      ...trail.by,
      action,
      account: trail.account ?? account,
      target: trail.target ?? id,
      detail,
    });
  }
}
