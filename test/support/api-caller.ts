import type { Account } from '../../src/accounts/account.entity.js';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import type { ApiScope } from '../../src/callers/api-scopes.js';
import { CallersService } from '../../src/callers/callers.service.js';
import { SANDBOX_ACCOUNT } from '../../src/sandbox/sandbox-account.js';
import type { JournalEntry } from '../../src/sandbox/traffic/journal.js';
import { CredentialMemory } from '../../src/token/credential-memory.js';
import type { AppOptions } from './start-app.js';
import { RunningApp } from './start-app.js';
import type { Answer } from './visitor-network.js';

/** The scopes around the global token. */
export const TOKEN_SCOPES: ApiScope[] = ['token:read', 'token:refresh', 'ticket:read', 'ticket:sign'];

/** How to ask, beyond the caller's own key and a JSON body. */
export interface Asking {
  /** Null: without one. */
  readonly key?: string | null;
  /** Sent as JSON; a text as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A line of the history as it lies in its table. */
export interface HistoryRow {
  readonly event: string;
  readonly reason: string | null;
  readonly cause: string | null;
  readonly failure: string | null;
  readonly reported_by: string | null;
}

const INSTANTS = ['fetched_at', 'expires_at', 'refresh_after', 'next_attempt_at', 'lease_until', 'failed_at'];

/** A whole server, and a backend that calls its API with a key for everything around the global token. */
export class ApiCaller {
  private accounts = 0;
  private key = '';

  private constructor(readonly app: RunningApp) {}

  static async start(options?: AppOptions): Promise<ApiCaller> {
    const api = new ApiCaller(await RunningApp.start(options));
    api.key = await api.newKey();
    return api;
  }

  /** A key; for every scope and account unless told. */
  async newKey(
    scopes: ApiScope[] = TOKEN_SCOPES,
    account: string | null = null,
    name = '报表',
  ): Promise<string> {
    const callers = this.app.server.app.get(CallersService);
    return (await callers.create({ name, scopes, account, cidrs: [], days: null })).key;
  }

  /** Asks below `/api/v1/accounts/`. */
  async ask(method: string, target: string, asking: Asking = {}): Promise<Answer> {
    const { key = this.key, body, headers = {} } = asking;
    return this.app.network.send({
      method,
      url: new URL(`${this.app.origin}/api/v1/accounts/${target}`),
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  read(account = 'main', asking: Asking = {}): Promise<Answer> {
    return this.ask('GET', `${account}/token`, asking);
  }

  report(account: string, body: unknown, asking: Asking = {}): Promise<Answer> {
    return this.ask('POST', `${account}/token/refresh`, { ...asking, body });
  }

  async tokenOf(account: string): Promise<string> {
    return (await this.read(account)).json()['access_token'] as string;
  }

  /** A new account, here and at WeChat; its key. */
  async newAccount(tokenMode: Account['tokenMode'] = 'stable'): Promise<string> {
    const no = ++this.accounts;
    const account = { key: `shop-${no}`, appId: `wxshop000000000${no + 100}`, name: '商店' };
    const secret = `secretofshop${no}abcdefghijklmnop`;
    this.app.world.accounts.add({ ...SANDBOX_ACCOUNT, ...account, secret });
    const added = {
      ...account,
      appSecret: secret,
      kind: 'service',
      openPlatform: 'shops',
      tokenMode,
    } as const;
    await this.app.server.app.get(AccountsService).add(added);
    return account.key;
  }

  /** Makes what the database holds of an account's token that much older; the server takes notice. */
  async age(account: string, seconds: number): Promise<void> {
    const moved = [...INSTANTS, 'previous_until', 'forced_at'].map(
      (name) => `${name} = ${name} - make_interval(secs => $1)`,
    );
    await this.app.rows(
      `UPDATE global_token SET ${moved.join(', ')} WHERE account_id = (SELECT id FROM account WHERE key = $2)`,
      [seconds, account],
    );
    await this.app.server.app.get(CredentialMemory).look();
  }

  /** What happened to an account's token, oldest first. */
  history(account: string): Promise<HistoryRow[]> {
    return this.app.rows<HistoryRow>(
      `SELECT h.* FROM token_history h JOIN account a ON a.id = h.account_id
       WHERE a.key = $1 AND credential = 'token' ORDER BY h.id`,
      [account],
    );
  }

  /** The number of the newest call to WeChat. */
  get newestCall(): number {
    return this.app.world.journal.newestSeq;
  }

  /** The calls by which WeChat was asked for a token after that one. */
  fetchesAfter(call: number): JournalEntry[] {
    const calls = this.app.world.journal.list({ since: call });
    return calls.filter(({ path }) => /^\/cgi-bin\/(?:stable_)?token$/.test(path));
  }
}

/** What a problem document tells. */
export interface ToldProblem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly wechat?: unknown;
  readonly errors?: readonly { readonly field: string }[];
}

/** The problem that an answer is, its form checked. */
export function problemOf(answer: Answer): ToldProblem {
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  const problem = answer.json();
  const text = expect.any(String) as unknown;
  expect(problem).toMatchObject({
    type: `/errors/${String(problem['code'])}`,
    title: text,
    status: answer.status,
    detail: text,
    request_id: text,
  });
  return problem as unknown as ToldProblem;
}
