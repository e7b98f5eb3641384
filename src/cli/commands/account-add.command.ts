import { newAccount } from '../../accounts/account.schemas.js';
import type { Config } from '../../config/config.js';
import { accountsOver } from '../accounts-over.js';
import { type AccountView, viewOf } from '../account-view.js';
import { UsageError } from '../cli.errors.js';
import { aligned } from '../columns.js';
import type { Command } from '../command.js';
import { withTables } from '../database/open-database.js';
import { CommandRecord } from '../record.js';
import { readSecret } from '../secret-input.js';

const OPTION_OF: Readonly<Record<string, string>> = {
  key: 'KEY',
  appId: '--app-id',
  appSecret: 'the AppSecret',
  kind: '--kind',
  name: '--name',
  openPlatform: '--open-platform',
  tokenMode: '--token-mode',
};

/** `lingpai account add`. */
export const accountAdd: Command = {
  summary: 'Adds an account: an official account (公众号) or a website app (网站应用).',
  words: ['KEY'],
  options: {
    'app-id': { value: 'ID', help: 'the AppID, such as wx0123456789abcdef' },
    name: { value: 'NAME', help: 'what visitors call it' },
    kind: { value: 'KIND', help: 'service (服务号, default), subscription (订阅号) or website (网站应用)' },
    'open-platform': {
      value: 'NAME',
      help: 'accounts of one Open Platform account (开放平台) share unionids; default "default"',
    },
    'token-mode': {
      value: 'MODE',
      help: 'how its global token is fetched: stable (default) or classic',
    },
    'secret-file': {
      value: 'FILE',
      help: 'a file with the AppSecret, or - for standard input; asked for when absent',
    },
  },
  notes: ['KEY is how addresses and commands name the account: lower-case letters, digits and hyphens.'],
  async run(given, workplace) {
    const config = workplace.config();
    const described = {
      key: given.word('KEY'),
      appId: required(given.text('app-id'), '--app-id'),
      name: required(given.text('name'), '--name'),
      kind: given.text('kind'),
      openPlatform: given.text('open-platform'),
      tokenMode: given.text('token-mode'),
    };
    // What is wrong with the rest is told before a secret is asked for.
    check({ ...described, appSecret: 'not asked for yet' });
    const appSecret = await readSecret('AppSecret', given.text('secret-file'), workplace);
    const account = check({ ...described, appSecret });
    return withTables(workplace, config, async ({ dataSource }) => {
      const record = await CommandRecord.open(dataSource, config, workplace);
      const { key, appId, kind, name } = account;
      const added = await record.change(async (change, note) => {
        await note({ action: 'account.added', account: key, detail: { app_id: appId, kind, name } });
        return accountsOver(change, config, workplace).add(account);
      });
      const view = viewOf(added, config);
      return { text: told(view, config), json: view };
    });
  },
};

function required(value: string | undefined, option: string): string {
  if (value === undefined) throw new UsageError(`${option} is missing.`);
  return value;
}

function check(account: Record<string, string | undefined>) {
  const parsed = newAccount.safeParse(account);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    (issue) => `${OPTION_OF[String(issue.path[0])] ?? 'the account'}: ${issue.message}`,
  );
  throw new UsageError(faults.join('\n'));
}

function told(view: AccountView, config: Config): string {
  const host = config.http.publicUrl && new URL(config.http.publicUrl).hostname;
  return [
    `Added ${view.key} (${view.name}, ${view.app_id}). Running servers know it within two seconds.`,
    aligned([
      ['  login', `/auth/wechat?account=${view.key}`],
      ['  callback', view.callback_url ?? `/auth/wechat/${view.key}/callback`],
      [
        '  in WeChat',
        `set the callback domain (网页授权域名 / 授权回调域) to ${host ?? 'the host of PUBLIC_URL'}`,
      ],
    ]),
  ].join('\n');
}
