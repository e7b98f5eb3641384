import { AppError, type ErrorKind } from './app-error.js';

/** The one place where a failure learns its HTTP status. */
export const STATUS = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  'not-allowed': 405,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  misdirected: 421,
  unprocessable: 422,
  'rate-limited': 429,
  internal: 500,
  upstream: 502,
  unavailable: 503,
} satisfies Record<ErrorKind, number>;

/** The body of an error answer (RFC 9457, `application/problem+json`). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  request_id: string;
  errors?: readonly { field: string; message: string }[];
  wechat?: { errcode: number; errmsg: string; rid?: string };
}

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'Too large',
  421: 'Wrong address',
  422: 'Not to be done as it is',
  429: 'Too many requests',
  500: 'Our fault',
  502: 'WeChat did not answer as hoped',
  503: 'Not available just now',
};

const OUR_FAULT = 'Something went wrong on our side.';

/** A failure as its problem document; whatever is not an {@link AppError} tells nothing of itself. */
export function problemOf(error: unknown, requestId: string): Problem {
  if (!(error instanceof AppError)) return base(500, 'internal.unexpected', OUR_FAULT, requestId);
  // What exactly broke on our side is for the log.
  if (error.kind === 'internal') return base(500, error.code, OUR_FAULT, requestId);
  const problem = base(STATUS[error.kind], error.code, error.message, requestId);
  if (error instanceof InvalidInput) problem.errors = error.errors;
  if (error.wechat) problem.wechat = { ...error.wechat };
  return problem;
}

function base(status: number, code: string, detail: string, requestId: string): Problem {
  return {
    type: `/errors/${code}`,
    title: TITLES[status] ?? 'Error',
    status,
    detail,
    code,
    request_id: requestId,
  };
}

/** Something in the request is not as it must be; `errors` names each field. */
export class InvalidInput extends AppError {
  override readonly code = 'request.invalid';
  override readonly kind = 'invalid';

  constructor(readonly errors: readonly { field: string; message: string }[]) {
    super(
      `The request is not valid: ${errors.map((error) => `${error.field}: ${error.message}`).join('; ')}`,
    );
  }
}

/** There is nothing at this address. */
export class NothingHere extends AppError {
  override readonly code = 'request.not_found';
  override readonly kind = 'missing';

  constructor() {
    super('There is nothing at this address.');
  }
}

/** The address exists, the method does not. */
export class MethodNotAllowed extends AppError {
  override readonly code = 'request.method_not_allowed';
  override readonly kind = 'not-allowed';

  constructor(readonly allowed: readonly string[]) {
    super(`Allowed here: ${allowed.join(', ')}.`);
  }
}
