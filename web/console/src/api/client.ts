import createClient from 'openapi-fetch';
import type { paths } from './schema';

/** The problem the server told, as RFC 9457 has it. */
interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly request_id?: string;
  readonly wechat?: { readonly errcode: number; readonly errmsg: string; readonly rid?: string };
}

/** The server said no, or did not answer as it should. `code` is what words and tests go by. */
export class ApiRefusal extends Error {
  readonly code: string;
  readonly requestId: string | null;
  readonly wechat: Problem['wechat'];

  constructor(
    readonly status: number,
    problem: Problem | undefined,
    /** How long the server asks us to wait; null when it does not say. */
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(problem?.detail ?? problem?.title ?? `HTTP ${status}`);
    this.code = problem?.code ?? 'console.no_answer';
    this.requestId = problem?.request_id ?? null;
    this.wechat = problem?.wechat;
  }
}

const leaving = new Set<() => void>();

/** Called when the server no longer knows us. */
export function onSignedOut(listener: () => void): () => void {
  leaving.add(listener);
  return () => leaving.delete(listener);
}

/** The server's API, typed by its own description. */
export const api = createClient<paths>({ baseUrl: '/', credentials: 'same-origin' });

/** What a call answered. @throws ApiRefusal */
export async function answerOf<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await call;
  if (response.ok) return data as T;
  const code = (error as Problem | undefined)?.code;
  if (response.status === 401 && code === 'operator.session_required') for (const tell of leaving) tell();
  const wait = Number(response.headers.get('retry-after') ?? Number.NaN);
  throw new ApiRefusal(response.status, error as Problem | undefined, Number.isFinite(wait) ? wait : null);
}
