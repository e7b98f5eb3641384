import type { ServerResponse } from 'node:http';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { sha256 } from '../kernel/crypto/digest.js';
import { InvalidInput } from '../kernel/errors/problem.js';
import { Detour } from '../kernel/http/detour.js';
import { Log } from '../kernel/logging/log.js';
import type { CallerRequest } from './caller.gate.js';
import { IdempotencyKeyReused, RequestInFlight } from './callers.errors.js';
import { IdempotencyKeyRepository, type KeptAnswer } from './idempotency-key.repository.js';

const HEADER = 'idempotency-key';
const NO_CONTENT = 204;
/** Printable ASCII; the quotes of a structured field (RFC 9651) may stand around it. */
const KEY = /^"?[\u0020-\u007e]{1,255}"?$/;

/**
 * Lets a caller send a POST again without its being done again: under the same `Idempotency-Key`, the answer of the first
 * one comes back for a day. Only what went well is kept; what failed changed nothing, and may be tried again. The answer
 * is kept before it is sent, so that whoever has one cannot cause another.
 */
@Injectable()
export class IdempotentPosts implements NestInterceptor {
  constructor(
    private readonly rows: IdempotencyKeyRepository,
    private readonly log: Log,
  ) {}

  /** @throws InvalidInput | RequestInFlight | IdempotencyKeyReused | DatabaseUnavailable */
  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request & CallerRequest>();
    const key = keyIn(request);
    if (key === null || !request.caller) return next.handle();
    const mark = sha256(`${request.caller.id}\n${request.method} ${request.path}\n${key}`);
    const requestMark = sha256(`${key}\n${JSON.stringify([request.query, request.body ?? null])}`);
    const claim = await this.rows.claim(mark, request.caller.id, requestMark);
    if (claim.is === 'another-request') throw new IdempotencyKeyReused();
    if (claim.is === 'in-flight') throw new RequestInFlight();
    if (claim.is === 'done') throw new Detour((response) => repeat(response, claim.answer));
    this.keepWhatIsSent(http.getResponse<ServerResponse>(), mark, claim.fence);
    return next.handle();
  }

  /** Holds the answer back until it is kept. */
  private keepWhatIsSent(response: ServerResponse, mark: Buffer, fence: string): void {
    const send = response.end.bind(response) as (...parameters: unknown[]) => ServerResponse;
    response.end = ((...parameters: unknown[]) => {
      response.end = send as ServerResponse['end'];
      const [chunk] = parameters;
      const body = Buffer.isBuffer(chunk) ? chunk.toString() : typeof chunk === 'string' ? chunk : '';
      this.settle(response, body, mark, fence)
        .catch((error: unknown) => this.log.warn('callers.answer_not_kept', { error }))
        .finally(() => send(...parameters));
      return response;
    }) as ServerResponse['end'];
  }

  private async settle(response: ServerResponse, body: string, mark: Buffer, fence: string): Promise<void> {
    const { statusCode: status } = response;
    if (status < 200 || status > 299) return this.rows.giveUp(mark, fence);
    return this.rows.keep(mark, fence, { status, headers: headersOf(response, body), body });
  }
}

function keyIn(request: Request): string | null {
  const key = request.headers[HEADER];
  if (key === undefined) return null;
  if (typeof key === 'string' && KEY.test(key)) return key;
  throw new InvalidInput([{ field: 'Idempotency-Key', message: 'is 1 to 255 printable ASCII characters' }]);
}

function repeat(response: ServerResponse, { status, headers, body }: KeptAnswer): void {
  response.writeHead(status, {
    ...headers,
    ...(status === NO_CONTENT ? {} : { 'Content-Length': Buffer.byteLength(body) }),
    'Cache-Control': 'no-store',
    'Idempotent-Replayed': 'true',
  });
  response.end(body);
}

/** Headers given to `writeHead` are in no list that could be asked: what we answer there is JSON. */
function headersOf(response: ServerResponse, body: string): Record<string, string> {
  const headers: Record<string, string> = {};
  if (body !== '') headers['Content-Type'] = 'application/json; charset=utf-8';
  for (const name of ['Content-Type', 'Location']) {
    const value = response.getHeader(name);
    if (typeof value === 'string') headers[name] = value;
  }
  return headers;
}
