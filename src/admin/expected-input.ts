import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { API_ROUTE, type RouteDocs } from '../kernel/http/api-docs.js';
import { bodyOf, nothing, queryOf } from '../kernel/http/request-input.js';

/** Refuses, by name, parameters and fields where a route takes none; those that take some look for themselves. */
@Injectable()
export class ExpectedInput implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  /** @throws InvalidInput */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { query, body } = context.switchToHttp().getRequest<Request>();
    const docs = this.reflector.get<RouteDocs | undefined>(API_ROUTE, context.getHandler());
    if (!docs?.query) queryOf(nothing, query);
    if (!docs?.body) bodyOf(nothing, body);
    return next.handle();
  }
}
