import { newReplyRule } from '../../replies/reply-rule.schemas.js';
import { accountsOver } from '../accounts-over.js';
import type { Given } from '../arguments.js';
import { UsageError } from '../cli.errors.js';
import type { Command } from '../command.js';
import { withTables } from '../database/open-database.js';
import { lineOfRule, repliesOver, viewOfRule } from '../replies-over.js';
import { CommandRecord } from '../record.js';

/** `lingpai reply add`. */
export const replyAdd: Command = {
  summary: 'Adds a rule by which an account answers: with a text, or with one article.',
  words: [],
  options: {
    account: { value: 'KEY', help: 'the account that answers; main unless told' },
    on: { value: 'WHAT', help: 'follow, keyword, or default (any message that nothing else answers)' },
    keyword: { value: 'WORD', help: 'what a text must say; with --contains: have in it' },
    contains: { help: 'the word may stand anywhere in the text' },
    text: { value: 'TEXT', help: 'the answer' },
    title: { value: 'TEXT', help: 'instead of --text: the title of an article' },
    description: { value: 'TEXT', help: 'what stands below the title' },
    picture: { value: 'URL', help: 'the picture of the article' },
    url: { value: 'URL', help: 'where the article leads' },
    'login-account': { value: 'KEY', help: 'the service account that {{login_link}} signs in at' },
    position: { value: 'N', help: 'rules are tried from the smallest on; 0 unless told' },
  },
  notes: [
    '{{login_link}} in a text, or as the url of an article, becomes a login link for that one person: good once, for ten minutes.',
    'Example: lingpai reply add --on follow --text \'<a href="{{login_link}}">登录</a>\'',
  ],
  async run(given, workplace) {
    const rule = newReplyRule.safeParse(ruleOf(given));
    if (!rule.success) {
      const [issue] = rule.error.issues;
      throw new UsageError(`${nameOf(issue!.path)}: ${issue!.message}`);
    }
    const config = workplace.config();
    return withTables(workplace, config, async ({ dataSource }) => {
      const accounts = accountsOver(dataSource, config, workplace);
      const account = await accounts.get(given.text('account') ?? 'main');
      const record = await CommandRecord.open(dataSource, config, workplace);
      const made = await record.change(async (change, note) => {
        const added = await repliesOver(change, accounts, config, workplace).create(account, rule.data);
        const { account: _account, ...after } = viewOfRule(account.key, added);
        await note({ action: 'reply.added', target: added.id, account: account.key, detail: { after } });
        return added;
      });
      return {
        text: `${account.key} now answers (rule ${made.id}): ${lineOfRule(made)}`,
        json: viewOfRule(account.key, made),
      };
    });
  },
};

function ruleOf(given: Given): object {
  const [text, title] = [given.text('text'), given.text('title')];
  if ((text === undefined) === (title === undefined)) throw new UsageError('Give either --text or --title.');
  const article = {
    title,
    description: given.text('description'),
    picurl: given.text('picture'),
    url: given.text('url'),
  };
  const trigger = given.text('on') ?? (given.text('keyword') === undefined ? undefined : 'keyword');
  const position = given.text('position');
  return {
    trigger,
    content: text === undefined ? { article } : { text },
    loginAccount: given.text('login-account') ?? null,
    ...(position === undefined ? {} : { position: Number(position) }),
    ...(given.text('keyword') === undefined ? {} : { keyword: given.text('keyword') }),
    ...(given.has('contains') ? { match: 'contains' } : {}),
  };
}

const NAMES: Readonly<Record<string, string>> = {
  trigger: '--on',
  loginAccount: '--login-account',
  picurl: '--picture',
  match: '--contains',
};

/** The option that a part of a rule came by. */
function nameOf(path: readonly PropertyKey[]): string {
  const last = String(path.at(-1) ?? 'rule');
  return NAMES[last] ?? `--${last}`;
}
