const SECRET_KEY =
  /secret|token|ticket|password|passwd|authorization|cookie|aes_?key|api_?key|openid|^code$|^state$/i;
const SECRET_PARAMETER =
  /((?:^|[?&\s;,"'{([])(?:access_token|refresh_token|secret|appsecret|app_secret|code|state|ticket|signature|msg_signature|nonce|password|key|openid|unionid)\\*["']?\s*[=:]\s*\\*["']?)[^&\s"',;}#\\]+/gi;
/** Our own credentials tell what they are: session, browser binding, API key; an operator's session, and the link to the first. */
const OURS = /\b(l[sbpof])_[\w-]{16,}/g;
const BEARER = /\b(bearer|basic)\s+[\w.~+/=-]+/gi;
const CONNECTION_PASSWORD = /(:\/\/[^\s/:@]*:)[^\s/]+@/g;
/** People in addresses of the API; the log names a person by the number of their row alone. */
const PERSON_IN_PATH = /(\/accounts\/[^/\s"']+\/users\/|\/users\/by-unionid\/)[^/?#\s"',;]+/g;
/** An openid by its shape: `o` and 27 more characters; a unionid likewise. */
const OPENID = /(?<![\w-])o[\w-]{27}(?![\w-])/g;
/** Harmless in JSON, but ends a line or commands a terminal when somebody prints it. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029]/g;
const MAX_TEXT = 2000;
const MAX_DEPTH = 5;

/** A copy of `value` fit for the log: secrets out, texts short, errors as name, message, stack and cause. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value;
  if (depth >= MAX_DEPTH) return '[deep]';
  if (value instanceof Error) return redactError(value, depth);
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return `[${value.length} bytes]`;
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => redact(item, depth + 1));
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    copy[key] = SECRET_KEY.test(key) && typeof item !== 'boolean' ? '[redacted]' : redact(item, depth + 1);
  }
  return copy;
}

function redactText(text: string): string {
  const safe = text
    .replace(SECRET_PARAMETER, '$1[redacted]')
    .replace(BEARER, '$1 [redacted]')
    .replace(OURS, '$1_[redacted]')
    .replace(CONNECTION_PASSWORD, '$1[redacted]@')
    .replace(PERSON_IN_PATH, '$1[redacted]')
    .replace(OPENID, '[redacted]')
    .replace(UNPRINTABLE, ' ');
  return safe.length > MAX_TEXT ? `${safe.slice(0, MAX_TEXT)}… (${safe.length} characters)` : safe;
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  return {
    name: error.constructor.name,
    message: redactText(error.message),
    ...(code === undefined ? {} : { code }),
    ...(errcode === undefined ? {} : { errcode }),
    stack: error.stack ? redactText(error.stack) : undefined,
    ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) }),
  };
}
