import { json, type NextFunction, type Request, type Response } from 'express';
import { AppError } from '../errors/app-error.js';
import { brokenTextIn } from './broken-text.js';
import { invalidInput } from './request-input.js';

/** The longest body that programs may send: one MiB. */
const MAX_BODY_BYTES = 1024 * 1024;
const JSON_TYPE = /^application\/json(?:\s*;|$)/i;

/** A body came that is not JSON, or does not say that it is. */
export class BodyNotJson extends AppError {
  override readonly code = 'request.body_not_json';
  override readonly kind = 'invalid';

  constructor() {
    super('The body must be a JSON object in UTF-8, sent with "Content-Type: application/json".');
  }
}

/** A body came that is longer than anybody needs here. */
export class BodyTooLarge extends AppError {
  override readonly code = 'request.body_too_large';
  override readonly kind = 'too-large';

  constructor() {
    super(`The body is longer than ${MAX_BODY_BYTES} bytes.`);
  }
}

const parse = json({ limit: MAX_BODY_BYTES, strict: true, inflate: false, type: () => true });

/**
 * Reads a JSON body into `request.body`, which stays undefined when none came. Hands on
 * BodyNotJson | BodyTooLarge | InvalidInput where a text is none; never what the body said.
 */
export function readJsonBody(request: Request, response: Response, next: NextFunction): void {
  const {
    'content-length': length,
    'transfer-encoding': chunked,
    'content-type': type = '',
  } = request.headers;
  if (chunked === undefined && (length === undefined || length === '0')) return next();
  if (!JSON_TYPE.test(type)) return next(new BodyNotJson());
  parse(request, response, (refused?: unknown) => {
    if (!refused) return next(refusalOfTexts(request.body));
    next((refused as { status?: unknown }).status === 413 ? new BodyTooLarge() : new BodyNotJson());
  });
}

/** What the database can hold in no column is refused here, before anything is changed. */
function refusalOfTexts(body: unknown): AppError | undefined {
  const field = brokenTextIn(body);
  if (field === null) return undefined;
  return invalidInput([{ field, message: 'holds a NUL or half a surrogate pair, which no text may' }]);
}
