import { type NewPushSettings, newPushSettings } from '../../accounts/account.schemas.js';
import type { Account } from '../../accounts/account.entity.js';
import type { PushSettings } from '../../accounts/push-secrets.js';
import type { Config } from '../../config/config.js';
import { accountsOver } from '../accounts-over.js';
import { UsageError } from '../cli.errors.js';
import { aligned } from '../columns.js';
import type { Command } from '../command.js';
import { withTables } from '../database/open-database.js';
import { CommandRecord } from '../record.js';
import { readSecret } from '../secret-input.js';

const OPTION_OF: Readonly<Record<string, string>> = {
  mode: '--mode',
  token: 'the push token',
  aesKey: 'the EncodingAESKey',
  originalId: '--original-id',
};

/** `lingpai account push`. */
export const accountPush: Command = {
  summary:
    'Sets how WeChat pushes messages and events to an account (服务器配置); shows it without --mode. Secrets are never shown.',
  words: ['KEY'],
  options: {
    mode: { value: 'MODE', help: 'plain (明文模式), compat (兼容模式) or safe (安全模式, recommended)' },
    'token-file': {
      value: 'FILE',
      help: 'a file with the token (令牌), or - for standard input; asked for when absent',
    },
    'aes-key-file': {
      value: 'FILE',
      help: 'a file with the EncodingAESKey, or - for standard input; the one before is kept and still honoured',
    },
    'original-id': {
      value: 'GH_ID',
      help: 'the original id (原始 ID), such as gh_0123456789ab; learnt from the first push when absent',
    },
  },
  notes: [
    "Enter the same in WeChat's console: it asks this server at once, so set it here first.",
    'A key that was compromised is gone after two changes: the one before is honoured until the next.',
  ],
  async run(given, workplace) {
    const config = workplace.config();
    const key = given.word('KEY');
    const mode = given.text('mode');
    const described = { mode, originalId: given.text('original-id') };
    const [tokenFile, aesKeyFile] = [given.text('token-file'), given.text('aes-key-file')];
    if (
      mode === undefined &&
      [tokenFile, aesKeyFile, described.originalId].some((text) => text !== undefined)
    )
      throw new UsageError('--mode is missing: plain, compat or safe.');
    if (tokenFile === '-' && aesKeyFile === '-')
      throw new UsageError('Standard input holds one secret: give the other in a file.');
    // What is wrong with the rest is told before a secret is asked for.
    if (mode !== undefined) check({ ...described, token: 'unasked' });
    return withTables(workplace, config, async ({ dataSource }) => {
      await accountsOver(dataSource, config, workplace).get(key);
      if (mode !== undefined) {
        const record = await CommandRecord.open(dataSource, config, workplace);
        const token = await readSecret('push token', tokenFile, workplace);
        const aesKey =
          aesKeyFile === undefined ? undefined : await readSecret('EncodingAESKey', aesKeyFile, workplace);
        const settings = check({ ...described, token, aesKey });
        await record.change(async (change, note) => {
          await accountsOver(change, config, workplace).setPush(key, settings);
          await note({ action: 'account.push_set', account: key, detail: { mode } });
        });
        if (key === 'main' && config.wechat.main?.push)
          workplace.terminal.errors.write(
            'WECHAT_PUSH_TOKEN decides the pushes of "main" at every start: change it there as well.\n',
          );
      }
      const accounts = accountsOver(dataSource, config, workplace);
      const account = await accounts.get(key);
      const view = viewOf(account, accounts.pushSettingsOf(account), config);
      return { text: told(view), json: view };
    });
  },
};

function check(settings: Record<string, string | undefined>): NewPushSettings {
  const parsed = newPushSettings.safeParse(settings);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    (issue) => `${OPTION_OF[String(issue.path[0])] ?? 'the pushes'}: ${issue.message}`,
  );
  throw new UsageError(faults.join('\n'));
}

function viewOf({ key }: Account, settings: PushSettings | null, { http }: Config) {
  return {
    key,
    url: http.publicUrl && `${http.publicUrl}/wechat/${key}/push`,
    mode: settings?.mode ?? null,
    token_set: settings !== null,
    aes_keys: settings?.aesKeys.length ?? 0,
    original_id: settings?.originalId ?? null,
  };
}

function told({ key, url, mode, token_set, aes_keys, original_id }: ReturnType<typeof viewOf>): string {
  if (!token_set) return `${key} takes no pushes: set its token with --mode and --token-file.`;
  return [
    `${key} takes pushes in mode ${mode}. Running servers know it within two seconds.`,
    aligned([
      ['  address', url ?? `/wechat/${key}/push under PUBLIC_URL`],
      ['  AES keys', aes_keys > 1 ? 'the current one and the one before' : aes_keys === 1 ? 'one' : 'none'],
      ['  original id', original_id ?? 'learnt from the first push'],
    ]),
  ].join('\n');
}
