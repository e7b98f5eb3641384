import { request } from 'node:http';
import { resolve } from 'node:path';
import { SilentLog } from '../../kernel/logging/log.js';
import { SystemRandom } from '../../kernel/random/system-random.js';
import { startSandbox, type RunningSandbox, type SandboxOptions } from '../start-sandbox.js';
import { StoppedClock } from './stopped-clock.js';

/** A sandbox on a port of its own, for tests. */
export function aSandbox(
  settings: Partial<Pick<SandboxOptions, 'accounts' | 'clock' | 'tls'>> = {},
): Promise<RunningSandbox> {
  return startSandbox({
    port: 0,
    log: new SilentLog(),
    clock: settings.clock ?? new StoppedClock(),
    random: new SystemRandom(),
    webRoot: resolve('web/phone'),
    accounts: settings.accounts,
    tls: settings.tls,
  });
}

/** What came back. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** One request, no redirect followed; rejects when the connection is cut. */
export function ask(
  sandbox: RunningSandbox,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Reply> {
  return new Promise((resolveReply, reject) => {
    const { method = 'GET', headers = {}, body = '' } = options;
    const sent = request(
      { host: '127.0.0.1', port: sandbox.port, path, method, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolveReply({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The User-Agent of WeChat's browser. */
export const WECHAT_AGENT =
  'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130 Mobile Safari/537.36 MicroMessenger/8.0.50';

/** A link in WeChat's form; `undefined` leaves a parameter out. */
export function authorizeLink(changes: Record<string, string | undefined> = {}): string {
  const parameters: Record<string, string | undefined> = {
    appid: 'wxsandbox000000001',
    redirect_uri: 'http://localhost:3000/callback',
    response_type: 'code',
    scope: 'snsapi_base',
    state: 'STATE1',
    connect_redirect: '1',
    ...changes,
  };
  const pairs = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return `/connect/oauth2/authorize?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(value!)}`).join('&')}`;
}

/** Opens a link in WeChat's browser as somebody. */
export function open(
  sandbox: RunningSandbox,
  path: string,
  headers: Record<string, string> = {},
): Promise<Reply> {
  return ask(sandbox, path, { headers: { 'user-agent': WECHAT_AGENT, ...headers } });
}

/** A fresh code for somebody. */
export async function aCode(
  sandbox: RunningSandbox,
  persona = 'follower',
  scope = 'snsapi_userinfo',
): Promise<string> {
  const reply = await open(sandbox, authorizeLink({ scope }), {
    'x-sandbox-persona': persona,
    'x-sandbox-auto-consent': 'allow',
  });
  return new URL(String(reply.headers['location'])).searchParams.get('code')!;
}

/** A JSON answer of `/sns/<path>`. */
export async function sns<T = Record<string, unknown>>(
  sandbox: RunningSandbox,
  path: string,
  parameters: Record<string, string>,
): Promise<T> {
  const reply = await ask(sandbox, `/sns/${path}?${new URLSearchParams(parameters).toString()}`);
  return JSON.parse(reply.text) as T;
}

/** The parameters of a code exchange that goes well. */
export function exchangeOf(code: string): Record<string, string> {
  return {
    appid: 'wxsandbox000000001',
    secret: 'sandbox0c0ffee0c0ffee0c0ffee0001',
    code,
    grant_type: 'authorization_code',
  };
}

/** What a code exchange or a refresh yields. */
export interface TokenAnswer {
  access_token: string;
  expires_in: number;
  refresh_token: string;
  openid: string;
  scope: string;
  unionid?: string;
  is_snapshotuser?: number;
}

/** A user token for somebody. */
export async function aUserToken(
  sandbox: RunningSandbox,
  persona = 'follower',
  scope = 'snsapi_userinfo',
): Promise<TokenAnswer> {
  return sns<TokenAnswer>(sandbox, 'oauth2/access_token', exchangeOf(await aCode(sandbox, persona, scope)));
}
