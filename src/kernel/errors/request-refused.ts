import { AppError, type ErrorKind } from './app-error.js';

const KINDS: Readonly<Record<number, ErrorKind>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'missing',
  405: 'not-allowed',
  409: 'conflict',
  410: 'gone',
  413: 'too-large',
  421: 'misdirected',
  429: 'rate-limited',
};

/** The web framework refused a request before any of our code saw it. */
export class RequestRefused extends AppError {
  override readonly code = 'request.refused';
  override readonly kind: ErrorKind;

  constructor(status: number) {
    super('The request cannot be read as it is.');
    this.kind = KINDS[status] ?? 'invalid';
  }
}
