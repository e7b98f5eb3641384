import type { IncomingMessage } from 'node:http';
import { type CanActivate, type ExecutionContext, Inject, Injectable, Optional } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Response } from 'express';
import { CallerGate, type CallerRequest } from '../../callers/caller.gate.js';
import { ACCESS } from '../../kernel/http/access.decorators.js';
import { NothingHere } from '../../kernel/errors/problem.js';
import type { Access, VisitorRequest } from './access.js';
import { OperatorDoor } from './operator-door.js';
import { VisitorGate } from './visitor.gate.js';

/**
 * Every route passes here, and one that does not say who may use it is closed. Visitors, callers and operators
 * have a gate each; a caller's does not wait for a promise where there is none.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly known = new WeakMap<object, Access | 'nobody'>();

  constructor(
    private readonly reflector: Reflector,
    private readonly visitors: VisitorGate,
    private readonly callers: CallerGate,
    @Inject(OperatorDoor) @Optional() private readonly operators?: OperatorDoor,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = this.accessOf(context);
    if (access === 'nobody') throw new NothingHere();
    if (access.who === 'everybody') return true;
    const http = context.switchToHttp();
    const response = http.getResponse<Response>();
    // A bearer key is not sent by a browser unasked: where the request was made does not matter.
    if (access.who === 'caller')
      return this.callers.pass(http.getRequest<CallerRequest>(), response, access.scope, access.narrows);
    if (access.who === 'operator') {
      if (!this.operators) throw new NothingHere();
      return this.operators.pass(http.getRequest<IncomingMessage>(), response, access);
    }
    return this.visitors.pass(http.getRequest<IncomingMessage & VisitorRequest>(), response, access);
  }

  private accessOf(context: ExecutionContext): Access | 'nobody' {
    const handler = context.getHandler();
    let access = this.known.get(handler);
    if (!access) {
      access =
        this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [handler, context.getClass()]) ??
        'nobody';
      this.known.set(handler, access);
    }
    return access;
  }
}
