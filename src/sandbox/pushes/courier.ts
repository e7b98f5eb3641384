import { type ClientRequest, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Clock } from '../../kernel/clock/clock.js';

/** One request to an account's server. */
export interface Parcel {
  readonly url: string;
  /** Null: a GET. */
  readonly body: string | null;
  /** Of the body; absent: `text/xml`. */
  readonly contentType?: string;
  /** For the whole exchange. */
  readonly timeoutMs: number;
  /** Gives up when aborted. */
  readonly signal: AbortSignal;
}

/** What became of it. */
export type Receipt =
  | { readonly kind: 'answered'; readonly status: number; readonly body: Buffer; readonly tookMs: number }
  | {
      readonly kind: 'lost';
      readonly reason: 'timeout' | 'refused' | 'dns' | 'reset' | 'tls' | 'too-long' | 'given-up';
      readonly tookMs: number;
    };

/** Carries what the platform sends to the servers of accounts. */
export abstract class Courier {
  /** Never rejects. */
  abstract carry(parcel: Parcel): Promise<Receipt>;
}

const MAX_ANSWER_BYTES = 65_536;

const REASONS: Readonly<Record<string, Extract<Receipt, { kind: 'lost' }>['reason']>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  TOO_LONG: 'too-long',
};

/** The platform's own way: one connection a request, the headers it has been seen to send, no redirect followed. */
export class HttpCourier extends Courier {
  constructor(private readonly clock: Clock) {
    super();
  }

  override async carry(parcel: Parcel): Promise<Receipt> {
    const startedAt = this.clock.monotonicMs();
    const late = AbortSignal.timeout(parcel.timeoutMs);
    try {
      const { status, body } = await exchange(parcel, AbortSignal.any([parcel.signal, late]));
      return { kind: 'answered', status, body, tookMs: this.clock.monotonicMs() - startedAt };
    } catch (error) {
      const reason = parcel.signal.aborted ? 'given-up' : late.aborted ? 'timeout' : reasonOf(error);
      return { kind: 'lost', reason, tookMs: this.clock.monotonicMs() - startedAt };
    }
  }
}

function exchange(parcel: Parcel, signal: AbortSignal): Promise<{ status: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const request = start(parcel, signal);
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length > MAX_ANSWER_BYTES)
          request.destroy(Object.assign(new Error('too long'), { code: 'TOO_LONG' }));
      });
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }));
    });
    request.end(parcel.body ?? undefined);
  });
}

function start({ url, body, contentType = 'text/xml' }: Parcel, signal: AbortSignal): ClientRequest {
  const send = url.startsWith('https:') ? requestHttps : requestHttp;
  const common = { 'User-Agent': 'Mozilla/4.0', Accept: '*/*' };
  const headers =
    body === null
      ? { ...common, Pragma: 'no-cache', Connection: 'close' }
      : {
          ...common,
          'Content-Type': contentType,
          Pragma: 'no-cache',
          Connection: 'close',
          'Content-Length': Buffer.byteLength(body),
        };
  return send(url, { method: body === null ? 'GET' : 'POST', headers, agent: false, signal });
}

function reasonOf(error: unknown): Extract<Receipt, { kind: 'lost' }>['reason'] {
  const { code = '' } = error as { code?: string };
  return REASONS[code] ?? (/CERT|TLS|SSL|SELF_SIGNED/.test(code) ? 'tls' : 'reset');
}
