import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Injectable,
  NotFoundException,
} from '@nestjs/common';
import { AppError } from '../kernel/errors/app-error.js';
import { MethodNotAllowed, NothingHere, problemOf, STATUS } from '../kernel/errors/problem.js';
import { RequestRefused } from '../kernel/errors/request-refused.js';
import { Detour } from '../kernel/http/detour.js';
import { methodsAt } from '../kernel/http/methods-at.js';
import { PublicAddress } from '../kernel/http/public-address.js';
import { Log } from '../kernel/logging/log.js';
import { Random } from '../kernel/random/random.js';
import type { ProblemKind } from './models.js';
import { pageOfFailure } from './page-of-failure.js';
import { PageSender } from './page-sender.js';
import { mayPass } from './problem-page.js';

/** Where people come with browsers, whatever their `Accept` header says. */
const PAGES = /^\/(?:me|auth\/(?:wechat|link))(?:[/?]|$)/;
/** What only programs ask for. */
const PROGRAMS = /^\/(?:api\/|admin\/api\/|auth\/(?:session|logout)(?:[/?]|$))/;
const NUMBER_LENGTH = 8;
/** A code counts once: loading this address again brings the same login to no other end. */
const CALLBACK = /^\/auth\/wechat\/[^/?]+\/callback\b/;
/** A login link is a secret, and the log is no place for it. */
const LINK = /^(\/auth\/link\/).+/;
/** In the log a person is named by our own number, never by openid or unionid. */
const PERSON = /(\/users\/(?:by-unionid\/)?)[^/]+/;
/** What a 401 must come with (RFC 9110, §11.6.1). */
const CHALLENGE = 'WWW-Authenticate';
const CONSOLE_API = /^\/admin\/api(?:[/?]|$)/i;
const CONSOLE_COOKIE = 'Cookie realm="lingpai console"';
const VISITOR_COOKIE = 'Cookie realm="lingpai"';
/** Where a visitor comes in anew. */
const ENTRY = '/me';

/**
 * Every failure becomes an answer here: a calm page for people, problem+json (RFC 9457) for programs. Both
 * carry a number that finds the log line, and nothing of the cause.
 */
@Catch()
@Injectable()
export class FailureFilter implements ExceptionFilter {
  constructor(
    private readonly pages: PageSender,
    private readonly random: Random,
    private readonly address: PublicAddress,
    private readonly log: Log,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<IncomingMessage>();
    const response = host.switchToHttp().getResponse<ServerResponse>();
    if (response.headersSent) return void response.destroy();
    if (thrown instanceof Detour) return thrown.answer(response);
    const error = asAppError(thrown, request);
    const number = this.random.alphanumeric(NUMBER_LENGTH).toLowerCase();
    this.tell(error, request, number);
    if (error instanceof AppError && error.retryAfterSeconds)
      response.setHeader('Retry-After', error.retryAfterSeconds);
    if (error instanceof MethodNotAllowed) response.setHeader('Allow', error.allowed.join(', '));
    // Whoever wants an API key says so themselves; of cookies browsers make nothing, and open no window.
    if (isUnauthenticated(error) && !response.hasHeader(CHALLENGE))
      response.setHeader(CHALLENGE, CONSOLE_API.test(request.url ?? '') ? CONSOLE_COOKIE : VISITOR_COOKIE);
    if (wantsPage(request)) {
      const status = error instanceof AppError ? STATUS[error.kind] : 500;
      const kind = pageOfFailure(error);
      const actionUrl = this.wayOn(kind, request);
      this.pages.send(request, response, status, (pages, language) =>
        pages.problem(language, { kind, number, actionUrl }),
      );
      return;
    }
    const problem = problemOf(error, number);
    const body = Buffer.from(JSON.stringify(problem), 'utf8');
    response.writeHead(problem.status, {
      'Content-Type': 'application/problem+json; charset=utf-8',
      'Content-Length': body.length,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    });
    response.end(body);
  }

  /** Where the page's button leads; undefined: to the very same address, where trying again makes sense. */
  private wayOn(kind: ProblemKind, { url = '' }: IncomingMessage): string | undefined {
    if (kind === 'wrong-address') return `${this.address.origin}${ENTRY}`;
    return mayPass(kind) && !CALLBACK.test(url) ? undefined : ENTRY;
  }

  private tell(error: unknown, request: IncomingMessage, number: string): void {
    const path = (request.url ?? '')
      .split('?', 1)[0]!
      .slice(0, 200)
      .replace(LINK, '$1…')
      .replace(PERSON, '$1…');
    const line = { number, method: request.method, path, error };
    const status = error instanceof AppError ? STATUS[error.kind] : 500;
    if (status >= 500) this.log.error('request.failed', line);
    else this.log.info('request.refused', { ...line, error: (error as AppError).code });
  }
}

/** Nest and Express refuse with errors of their own; they become ours. */
function asAppError(thrown: unknown, request: IncomingMessage): unknown {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof NotFoundException) {
    const allowed = methodsAt(request);
    return allowed.length > 0 ? new MethodNotAllowed(allowed) : new NothingHere();
  }
  const status =
    thrown instanceof HttpException ? thrown.getStatus() : Number((thrown as { status?: unknown })?.status);
  if (status === 404) return new NothingHere();
  return status >= 400 && status < 500 ? new RequestRefused(status) : thrown;
}

function isUnauthenticated(error: unknown): boolean {
  return error instanceof AppError && error.kind === 'unauthenticated';
}

function wantsPage(request: IncomingMessage): boolean {
  const { method, url = '', headers } = request;
  if (PROGRAMS.test(url)) return false;
  if (method !== 'GET' && method !== 'HEAD' && !PAGES.test(url)) return false;
  return PAGES.test(url)
    ? !/^application\/(?:problem\+)?json/.test(headers.accept ?? '')
    : /text\/html/.test(headers.accept ?? '');
}
