import { Pool } from 'undici';
import type { z } from 'zod';
import type { Clock } from '../kernel/clock/clock.js';
import { AnswerCollector, type RawAnswer } from './answer-collector.js';
import { readJson } from './read-json.js';
import {
  type UnreachableReason,
  WeChatRefused,
  WeChatUnreachable,
  WeChatUnreadable,
} from './wechat-error.js';

const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' };

/** One call to WeChat. */
export interface Call<Answer> {
  /** Its name in errors, logs and metrics, such as `sns.userinfo`. */
  readonly operation: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Sent as JSON in raw UTF-8. */
  readonly body?: unknown;
  /** Values that must not come back in an error text. */
  readonly secrets: readonly string[];
  /** Limit for the whole call, in milliseconds; the transport's unless told. */
  readonly timeoutMs?: number;
  readonly answer: z.ZodType<Answer>;
}

/** What an observer learns of a finished call. */
export interface ObservedCall {
  readonly operation: string;
  readonly durationMs: number;
  /** `ok`, an errcode as text, `unreachable` or `unreadable`. */
  readonly outcome: string;
}

/** How to reach WeChat. */
export interface TransportOptions {
  /** Such as `https://api.weixin.qq.com`. */
  readonly baseUrl: string;
  readonly clock: Clock;
  /** Limit for connecting, in milliseconds; 1,000 unless told. */
  readonly connectTimeoutMs?: number;
  /** Limit for the whole call, in milliseconds; 5,000 unless told. */
  readonly timeoutMs?: number;
  readonly connections?: number;
  readonly observe?: (call: ObservedCall) => void;
}

/**
 * The one way out to WeChat: keeps connections, limits time and size, reads what WeChat sends, and
 * turns errcodes into errors. No error of its carries an address, a secret or a token.
 */
export class Transport {
  private readonly pool: Pool;
  private readonly timeoutMs: number;

  constructor(private readonly options: TransportOptions) {
    this.timeoutMs = options.timeoutMs ?? 5_000;
    this.pool = new Pool(new URL(options.baseUrl).origin, {
      connections: options.connections ?? 64,
      // Said aloud, NODE_TLS_REJECT_UNAUTHORIZED=0 does not undo it: the AppSecret goes to WeChat alone.
      connect: { timeout: options.connectTimeoutMs ?? 1_000, rejectUnauthorized: true },
      // The collector keeps the time.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 30_000,
    });
  }

  /**
   * Makes the call and returns the checked answer.
   * @throws WeChatRefused | WeChatUnreachable | WeChatUnreadable
   */
  async call<Answer>(call: Call<Answer>): Promise<Answer> {
    const { observe, clock } = this.options;
    if (!observe) return read(call, await this.send(call));
    const startedAt = clock.monotonicMs();
    let outcome = 'unreadable';
    try {
      const answer = read(call, await this.send(call));
      outcome = 'ok';
      return answer;
    } catch (error) {
      if (error instanceof WeChatRefused) outcome = String(error.errcode);
      if (error instanceof WeChatUnreachable) outcome = 'unreachable';
      throw error;
    } finally {
      observe({ operation: call.operation, durationMs: clock.monotonicMs() - startedAt, outcome });
    }
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private async send(call: Call<unknown>): Promise<RawAnswer> {
    const query = encodeQuery(call.query);
    const path = query === '' ? call.path : `${call.path}?${query}`;
    const body = call.body === undefined ? null : JSON.stringify(call.body);
    const collector = new AnswerCollector(call.timeoutMs ?? this.timeoutMs, MAX_ANSWER_BYTES);
    this.pool.dispatch(
      {
        method: call.method,
        path,
        body,
        headers: body ? JSON_HEADERS : null,
      },
      collector,
    );
    try {
      return await collector.answer;
    } catch (error) {
      const code = codeOf(error);
      if (code === 'TOO_LARGE') throw new WeChatUnreadable(call.operation, 'more than 4 MiB');
      throw new WeChatUnreachable(call.operation, reasonOf(error), collector.sent && !NEVER_SENT.has(code));
    }
  }
}

function encodeQuery(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

function read<Answer>(call: Call<Answer>, { status, text }: RawAnswer): Answer {
  let body: unknown;
  try {
    body = readJson(text);
  } catch {
    throw new WeChatUnreadable(
      call.operation,
      `status ${status}, ${text.length} characters that are not JSON`,
    );
  }
  const errcode = errcodeOf(body);
  if (errcode !== 0) {
    const { errmsg } = body as { errmsg?: unknown };
    throw new WeChatRefused(
      call.operation,
      errcode,
      typeof errmsg === 'string' ? without(call.secrets, errmsg) : '',
    );
  }
  const answer = call.answer.safeParse(body);
  if (answer.success && status === 200) return answer.data;
  const fields = answer.error?.issues.map((issue) => issue.path.join('.') || 'the whole').join(', ');
  throw new WeChatUnreadable(call.operation, fields ? `wrong: ${fields}` : `status ${status}`);
}

/** WeChat leaves `errcode` out on most successes, and has been seen to send it as text. */
function errcodeOf(body: unknown): number {
  const errcode = Number((body as { errcode?: unknown } | null)?.errcode ?? 0);
  return Number.isInteger(errcode) ? errcode : 0;
}

/** What WeChat said, without what it may have repeated of the call: its secrets, its address, anything as long as a token. */
function without(secrets: readonly string[], text: string): string {
  const forms = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, encodeURIComponent(secret)]);
  return forms
    .reduce((safe, form) => safe.replaceAll(form, '[redacted]'), text)
    .slice(0, MAX_ERRMSG)
    .replace(ADDRESS, '[address]')
    .replace(LIKE_A_TOKEN, '[redacted]');
}

const MAX_ERRMSG = 1_000;
const ADDRESS = /\S*(?::\/\/|\/(?:sns|cgi-bin|connect)\/)\S*/g;
/** A request id has 26 characters, an openid 28, a code 32. */
const LIKE_A_TOKEN = /[\w-]{27,}/g;

const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

const REASONS: Record<string, UnreachableReason> = {
  LATE: 'timeout',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'closed',
  UND_ERR_CLOSED: 'closed',
  UND_ERR_DESTROYED: 'closed',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
};

function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

function reasonOf(error: unknown): UnreachableReason {
  const code = codeOf(error);
  return REASONS[code] ?? (/CERT|TLS|SSL/.test(code) ? 'tls' : 'other');
}
