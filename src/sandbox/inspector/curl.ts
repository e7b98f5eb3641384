import type { JournalEntry } from '../traffic/journal.js';

type Asked = Pick<
  JournalEntry,
  'method' | 'path' | 'query' | 'requestBody' | 'persona' | 'agent' | 'contentType'
>;

const WECHAT_AGENT = 'Mozilla/5.0 MicroMessenger/8.0.50';
const MARK = '\u0000';

/** A masked value and its name, in a query, a form or a JSON body. */
const MASKED = /((?:^|[&?])(\w+)=|"(\w+)"\s*:\s*")[\w-]*\*\*\*/g;

/**
 * The request once more, for a shell: `$APP_SECRET`, `$GLOBAL_TOKEN`, `$USER_TOKEN`, `$REFRESH_TOKEN`, `$CODE`
 * stand where something secret was masked.
 */
export function curlOf(asked: Asked, baseUrl: string): string {
  const fill = (text: string): string =>
    quoted(
      text.replace(
        MASKED,
        (_, before: string, inQuery?: string, inJson?: string) =>
          `${before}${MARK}${variableOf(inQuery ?? inJson ?? '', asked.path)}${MARK}`,
      ),
    );
  const query = asked.query === '' ? '' : `?${asked.query}`;
  const isPage = asked.path.startsWith('/connect/');
  const lines = [
    `curl -sS${asked.method === 'GET' ? '' : ` -X ${asked.method}`} ${fill(baseUrl + asked.path + query)}`,
    ...(isPage ? [`-A ${quoted(WECHAT_AGENT)} -i`] : []),
    ...(isPage && asked.persona !== null ? [`-H ${quoted(`x-sandbox-persona: ${asked.persona}`)}`] : []),
    ...(asked.requestBody === ''
      ? []
      : [
          `-H ${quoted(`content-type: ${typeOf(asked.requestBody)}`)}`,
          `--data-raw ${fill(asked.requestBody)}`,
        ]),
  ];
  return lines.join(' \\\n  ');
}

function variableOf(name: string, path: string): string {
  const known: Record<string, string> = {
    secret: 'APP_SECRET',
    appsecret: 'APP_SECRET',
    access_token: path.startsWith('/sns/') ? 'USER_TOKEN' : 'GLOBAL_TOKEN',
  };
  return known[name.toLowerCase()] ?? name.toUpperCase();
}

function typeOf(body: string): string {
  return /^\s*[[{]/.test(body) ? 'application/json' : 'application/x-www-form-urlencoded';
}

/** In double quotes, where nothing is expanded but what was marked. */
function quoted(text: string): string {
  const [first = '', ...rest] = text.replace(/["$\\`]/g, '\\$&').split(MARK);
  const filled = rest.map((part, index) => (index % 2 === 0 ? `\${${part}}` : part));
  return `"${first}${filled.join('')}"`;
}
