import type { Account } from '../../accounts/account.entity.js';
import { accountsOver } from '../accounts-over.js';
import { aligned } from '../columns.js';
import type { Command } from '../command.js';
import { withTables } from '../database/open-database.js';
import { historyViewOf, tokenViewOf } from '../token-view.js';
import { tokensOver } from '../tokens-over.js';
import { CommandRecord } from '../record.js';

const LINES = 10;
const MOST_LINES = 1_000;

/** `lingpai token show`. */
export const tokenShow: Command = {
  summary:
    'Shows the global tokens: whether they work, until when, what went wrong, and what to do about it.',
  words: [],
  options: {
    account: { value: 'KEY', help: 'one account; all official accounts when absent' },
    reveal: { help: 'show the value itself; it is a secret' },
    lines: { value: 'N', help: `how much of the history to show; ${LINES} when absent` },
  },
  async run(given, workplace) {
    const config = workplace.config();
    const lines = Math.min(MOST_LINES, Math.max(0, Number(given.text('lines') ?? LINES) || 0));
    return withTables(workplace, config, async ({ dataSource }) => {
      const accounts = accountsOver(dataSource, config, workplace);
      const open = tokensOver(dataSource, accounts, config, workplace);
      try {
        const key = given.text('account');
        const asked = key === undefined ? await accounts.all() : [await accounts.get(key)];
        const record = given.has('reveal') ? await CommandRecord.open(dataSource, config, workplace) : null;
        const shown = [];
        for (const account of asked.filter(({ kind }) => kind !== 'website')) shown.push(await look(account));
        for (const { token } of shown)
          if (token.access_token !== null)
            await record?.note({
              action: 'token.revealed',
              account: token.account,
              detail: { version: token.version },
            });
        return {
          text:
            shown.map(({ token, history }) => told(token, history)).join('\n\n') ||
            'There is no official account yet (lingpai account add).',
          json: { tokens: shown.map(({ token, history }) => ({ ...token, history })) },
        };
      } finally {
        await open.close();
      }

      async function look(account: Account) {
        const held = await open.rows.open({ kind: 'token', accountId: account.id });
        const history = await open.history.last(account.id, lines);
        return {
          token: tokenViewOf(account, held!, given.has('reveal')),
          history: history.map(historyViewOf),
        };
      }
    });
  },
};

function told(token: ReturnType<typeof tokenViewOf>, history: ReturnType<typeof historyViewOf>[]): string {
  const { failure } = token;
  const facts = [
    [token.account, token.state],
    ['  token', token.access_token ?? '-'],
    ['  mode', token.mode],
    ['  version', String(token.version)],
    ...(token.expires_at === null
      ? []
      : [
          ['  fetched', token.fetched_at!],
          ['  expires', `${token.expires_at} (in ${token.expires_in} s)`],
          ['  renewed', `from ${token.refresh_after!} on`],
        ]),
    ...(failure === null
      ? []
      : [
          [
            '  failing',
            `${failure.code}, ${failure.in_a_row} in a row; next try in ${failure.next_attempt_in} s`,
          ],
          ['  what', failure.what],
          ['  to do', failure.remedy],
        ]),
  ];
  const past = history.map((line) => [
    `  ${line.at}`,
    line.credential,
    line.event,
    line.reason ?? '-',
    `v${line.version ?? 0}`,
    line.duration_ms === null ? '-' : `${line.duration_ms} ms`,
    line.instance,
    [line.cause ?? line.failure ?? '', line.reported_by ? `reported by ${line.reported_by}` : '']
      .filter((part) => part !== '')
      .join(', '),
  ]);
  const advice = new Map(
    history.flatMap((line) =>
      line.cause && line.cause !== 'lapsed' && line.advice ? [[line.cause, line.advice] as const] : [],
    ),
  );
  return [
    aligned(facts),
    ...(past.length > 0 ? ['', aligned(past)] : []),
    ...[...advice].map(([cause, { what, remedy }]) => `\n  ${cause}: ${what}\n    ${remedy}`),
  ].join('\n');
}
