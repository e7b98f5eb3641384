import type { World } from '../../src/sandbox/world.js';
import { Canaries, type Seen } from './canary.js';
import type { Answer } from './visitor-network.js';

/** Where a test's secrets come from, and everywhere they could have gone. */
export interface Sweep {
  /** Secrets that last, by name: the app secret, the master key. */
  readonly lasting: Readonly<Record<string, string>>;
  readonly world: World;
  /** The origin of the servers under test. */
  readonly origin: string;
  readonly heard: readonly Answer[];
  readonly logs: readonly string[];
  readonly rows: <T extends object>(text: string) => Promise<T[]>;
}

/** What our cookies hold. */
const COOKIES: Readonly<Record<string, string>> = {
  lingpai: 'session id',
  'lingpai-browser': 'browser binding',
  'lingpai-admin': 'operator session',
};

/** Every secret that was in play: those that last, and what WeChat and the server issued. */
export function canariesOf({ lasting, world, origin, heard }: Sweep): Canaries {
  const canaries = new Canaries();
  for (const [name, secret] of Object.entries(lasting)) canaries.addLasting(name, secret);
  for (const { query, location, body } of world.journal.list({ limit: 20_000 })) {
    for (const text of [query, location?.split('?')[1] ?? '']) {
      const parameters = new URLSearchParams(text.replace(/#.*$/, ''));
      for (const name of ['code', 'state', 'access_token', 'refresh_token'])
        canaries.addIssued(name, parameters.get(name));
    }
    for (const [, name, value] of body.matchAll(/"(access_token|refresh_token)":"([^"]+)"/g))
      canaries.addIssued(name!, value);
  }
  for (const [name, secret] of accountWideOf(world)) canaries.addLasting(name, secret);
  for (const { url, cookies } of heard)
    if (url.startsWith(origin))
      for (const line of cookies) {
        const [, name, value] = /^(?:__Host-)?(lingpai(?:-browser|-admin)?)=([^;]*)/.exec(line) ?? [];
        canaries.addIssued(COOKIES[name ?? ''] ?? 'a cookie', value);
      }
  return canaries;
}

/** The global tokens that WeChat issued, whoever asked for them, and the tickets it gave us. */
function accountWideOf(world: World): [name: string, secret: string][] {
  const tokens = world.accounts.list().flatMap(({ appId }) => world.globalTokens.list(appId));
  const fetched = world.journal.list({ path: '/cgi-bin/ticket/getticket', limit: 20_000 });
  const tickets = fetched.flatMap(({ body }) => /"ticket":"([^"]+)"/.exec(body)?.[1] ?? []);
  return [
    ...tokens.map(({ token }): [string, string] => ['a global token', token.value]),
    ...tickets.map((ticket): [string, string] => ['a ticket', ticket]),
  ];
}

/**
 * Everything the servers let out or kept: answers, log lines, the text of every row. Left out is what the
 * protocol wants there: the state on its way to WeChat, a browser's own cookies, and what a caller with a key asked for.
 */
export async function everythingSeen({ origin, heard, logs, rows, world }: Sweep): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (const answer of heard) {
    if (!answer.url.startsWith(origin)) continue;
    const path = new URL(answer.url).pathname;
    seen.push({ where: `the body of ${path}`, text: withoutAnswer(path, answer) });
    for (const [name, value] of Object.entries(answer.headers))
      for (const text of [value ?? ''].flat())
        seen.push({ where: `the header ${name} of ${path}`, text: withoutProtocol(name, text, world.url) });
  }
  for (const text of logs) seen.push({ where: 'the log', text });
  const tables = await rows<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
  );
  for (const { name } of tables)
    for (const { text } of await rows<{ text: string }>(`SELECT to_jsonb(t)::text AS text FROM "${name}" t`))
      seen.push({ where: `table ${name}`, text });
  return seen;
}

/** What a caller with the right scope was handed on purpose; in no other answer, and nowhere else in this one. */
function withoutAnswer(path: string, { status, body }: Answer): string {
  const asked =
    /^\/api\/v1\/accounts\/[^/]+\/(?:token|token\/refresh|jsapi-ticket)$/.test(path) && status === 200;
  return asked ? body.replace(/^(\{"(?:access_token|ticket)":")[^"]*/, '$1') : body;
}

function withoutProtocol(header: string, text: string, wechat: string): string {
  if (header === 'set-cookie') return text.replace(/^((?:__Host-)?lingpai(?:-browser|-admin)?=)[^;]*/, '$1');
  if (header === 'location' && text.startsWith(`${wechat}/connect/`))
    return text.replace(/(&state=)[^&#]*/, '$1');
  return text;
}

/** What leaked, and where to; empty when all is well. */
export async function leaksIn(sweep: Sweep): Promise<string[]> {
  return canariesOf(sweep).findIn(await everythingSeen(sweep));
}
