import { SANDBOX_ACCOUNT } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { ask, type Reply } from './a-sandbox.js';

/** What any address of `/cgi-bin` may answer. */
export interface CgiReply {
  errcode?: number;
  errmsg?: string;
  access_token?: string;
  expires_in?: number;
  [name: string]: unknown;
}

/** A call with parameters in the query and, where there is one, a JSON body, which makes it a POST. */
export async function cgiRaw(
  sandbox: RunningSandbox,
  path: string,
  parameters: Readonly<Record<string, string>> = {},
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const query = new URLSearchParams(parameters).toString();
  return ask(sandbox, `/cgi-bin/${path}${query === '' ? '' : `?${query}`}`, {
    method: body === undefined ? 'GET' : 'POST',
    body: body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
    headers,
  });
}

/** The same, its answer parsed. */
export async function cgi(...call: Parameters<typeof cgiRaw>): Promise<CgiReply> {
  return JSON.parse((await cgiRaw(...call)).text) as CgiReply;
}

/** The parameters of a token fetch that goes well. */
export const CREDENTIALS = {
  grant_type: 'client_credential',
  appid: SANDBOX_ACCOUNT.appId as string,
  secret: SANDBOX_ACCOUNT.secret as string,
};

/** A new classic token of the account `main`. */
export async function aClassicToken(sandbox: RunningSandbox): Promise<string> {
  return (await cgi(sandbox, 'token', CREDENTIALS)).access_token!;
}

/** The stable token of the account `main`. */
export async function aStableToken(sandbox: RunningSandbox, force = false): Promise<string> {
  const body = { ...CREDENTIALS, force_refresh: force };
  return (await cgi(sandbox, 'stable_token', {}, body)).access_token!;
}
