import { AppError, type ErrorKind } from '../kernel/errors/app-error.js';
import { problemOf, STATUS } from '../kernel/errors/problem.js';
import type { ProblemDocs } from '../kernel/http/api-docs.js';

/** What every route may answer when something is wrong on our side. */
export const EVERY_ROUTE: readonly ProblemDocs[] = [
  { status: 400, code: 'request.invalid', detail: 'The request is not valid: colour: not known here' },
  { status: 500, code: 'internal.unexpected', detail: 'Something went wrong on our side.' },
];

/** What every route that needs a key may answer besides. */
export const EVERY_CALLER: readonly ProblemDocs[] = [
  {
    status: 400,
    code: 'caller.key_in_url',
    detail: 'There is an API key in the address, where logs keep it.',
  },
  { status: 401, code: 'caller.key_missing', detail: 'This address wants an API key.' },
  { status: 401, code: 'caller.key_malformed', detail: 'This is no API key as we issue them.' },
  { status: 401, code: 'caller.key_unknown', detail: 'This API key is not valid here.' },
  { status: 403, code: 'caller.scope_missing', detail: 'This API key lacks the scope token:read.' },
  { status: 403, code: 'caller.account_refused', detail: 'This API key is for the account "shop" alone.' },
  { status: 403, code: 'caller.network_refused', detail: 'This API key may not be used from 192.0.2.7.' },
  {
    status: 429,
    code: 'caller.too_many_bad_keys',
    detail: 'Too many requests with bad API keys from your address.',
  },
  {
    status: 429,
    code: 'caller.rate_limited',
    detail: 'This API key calls more often than it may.',
  },
];

/** What every route of the console may answer besides, where somebody must be signed in. */
export const EVERY_OPERATOR: readonly ProblemDocs[] = [
  { status: 401, code: 'operator.session_required', detail: 'Sign in to the console first.' },
  {
    status: 401,
    code: 'operator.code_required',
    detail: 'The code of your authenticator app is still missing.',
  },
  { status: 403, code: 'operator.role_insufficient', detail: 'Your role may not do this; it takes: owner.' },
  {
    status: 403,
    code: 'operator.confirmation_required',
    detail: 'Confirm with your password or a code of your authenticator app first.',
  },
  {
    status: 403,
    code: 'operator.not_from_console',
    detail: 'This can only be asked by a page of the console itself.',
  },
];

const HEADERS: Readonly<Record<number, Record<string, string>>> = {
  401: {
    'WWW-Authenticate':
      '`Bearer`, and what was wrong with the key (RFC 6750); `Cookie` where a session is wanted.',
  },
  403: { 'WWW-Authenticate': 'With `caller.scope_missing`: the scope that is missing.' },
  429: {
    'Retry-After': 'Seconds after which asking again makes sense.',
    'RateLimit-Policy': 'With `caller.rate_limited`: how often a key may call, as `"key";q=6000;w=60`.',
    RateLimit: 'With `caller.rate_limited`: what is left, and seconds until it is whole again.',
  },
  503: { 'Retry-After': 'Seconds after which asking again makes sense.' },
};

const SHARED = [...EVERY_CALLER, ...EVERY_ROUTE];
const NAMES: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  429: 'TooManyRequests',
  500: 'OurFault',
};

/** What all routes for callers answer alike, as OpenAPI's `components.responses`. */
export function sharedAnswers(): Record<string, object> {
  const answers = Object.entries(problemAnswers(SHARED));
  return Object.fromEntries(answers.map(([status, answer]) => [NAMES[Number(status)]!, answer]));
}

/** The failures of a route for callers, with those that all share; a status to which it adds nothing is referred to. */
export function callerAnswers(own: readonly ProblemDocs[]): Record<string, object> {
  const added = new Set(own.map(({ status }) => status));
  const shared = [...new Set(SHARED.map(({ status }) => status))].filter((status) => !added.has(status));
  return {
    ...problemAnswers([...SHARED.filter(({ status }) => added.has(status)), ...own]),
    ...Object.fromEntries(
      shared.map((status) => [status, { $ref: `#/components/responses/${NAMES[status]}` }]),
    ),
  };
}

/** Failures as OpenAPI's responses, by status; each code is an example of its own. */
export function problemAnswers(problems: readonly ProblemDocs[]): Record<string, object> {
  const answers: Record<string, object> = {};
  for (const status of new Set(problems.map((problem) => problem.status))) {
    const these = problems.filter((problem) => problem.status === status);
    const headers = HEADERS[status];
    answers[status] = {
      description: `${exampleOf(these[0]!).title}: ${these.map(({ code }) => `\`${code}\``).join(', ')}.`,
      ...(headers ? { headers: describedHeaders(headers) } : {}),
      content: {
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/Problem' },
          examples: Object.fromEntries(these.map((problem) => [problem.code, { value: exampleOf(problem) }])),
        },
      },
    };
  }
  return answers;
}

/** Headers that hold text, each with what it says. */
export function describedHeaders(headers: Readonly<Record<string, string>>): Record<string, object> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
  );
}

/** What a caller gets to read, made by the very function that writes it. */
function exampleOf(problem: ProblemDocs): ReturnType<typeof problemOf> {
  return problemOf(new Example(problem), 'k3v9x2ab');
}

class Example extends AppError {
  override readonly code: string;
  override readonly kind: ErrorKind;

  constructor({ status, code, detail = '' }: ProblemDocs) {
    super(detail);
    const kind = (Object.keys(STATUS) as ErrorKind[]).find((candidate) => STATUS[candidate] === status);
    if (!kind) throw new Error(`No failure of ours has the status ${status} (${code})`);
    this.code = code;
    this.kind = kind;
  }
}
