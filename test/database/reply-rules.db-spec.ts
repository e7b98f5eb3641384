import { randomUUID } from 'node:crypto';
import type { Account } from '../../src/accounts/account.entity.js';
import { LoginLinks } from '../../src/links/login-links.service.js';
import { CustomerMessages } from '../../src/replies/customer-messages.service.js';
import { LoginLinkFiller } from '../../src/replies/login-link-filler.js';
import { RepliesService } from '../../src/replies/replies.service.js';
import { ReplyRuleRepository } from '../../src/replies/reply-rule.repository.js';
import { newReplyRule, type ReplyContent } from '../../src/replies/reply-rule.schemas.js';
import { ReplyRulesService } from '../../src/replies/reply-rules.service.js';
import { SystemRandom } from '../../src/kernel/random/system-random.js';
import type { PushMessage } from '../../src/wechat/push/push-message.js';
import { WeChatRefused, WeChatUnreachable } from '../../src/wechat/wechat-error.js';
import { aDatabase, type ADatabase } from '../fakes/a-database.js';
import { RecordingLog } from '../fakes/recording-log.js';

const PUBLIC_URL = 'https://wx.example.com';
const LINK = /https:\/\/wx\.example\.com\/auth\/link\/[0-9A-Za-z]{32}/;

let database: ADatabase;
let account: Account;
let log: RecordingLog;
beforeAll(async () => void (database = await aDatabase(4)));
afterAll(() => database.end());
beforeEach(async () => {
  await database.clear();
  account = await addAccount({ key: 'own', appId: 'wxown', kind: 'subscription' });
  await addAccount({ key: 'lender', appId: 'wxlender' });
  log = new RecordingLog();
});

const addAccount = (given: Partial<Account>) => database.addAccount({ id: randomUUID(), ...given });

/** The services over this database. */
function room() {
  const accounts = database.accountsOf();
  const targets = { publicUrl: PUBLIC_URL, rules: [] };
  const links = new LoginLinks(database.links, accounts, targets, new SystemRandom());
  const filler = new LoginLinkFiller(links, accounts, targets);
  const rows = new ReplyRuleRepository(database.sql);
  return {
    accounts,
    filler,
    rules: new ReplyRulesService(rows, filler, accounts),
    replies: new RepliesService(rows, filler, accounts, log),
  };
}

const rule = (given: object) => newReplyRule.parse({ trigger: 'follow', ...given });
const text = (words: string): { content: ReplyContent } => ({ content: { text: words } });
const follow: PushMessage = {
  toUserName: 'gh_own',
  fromUserName: 'oFollower',
  createTime: 1_700_000_000,
  msgType: 'event',
  event: 'subscribe',
  eventKey: '',
  content: null,
  msgId: null,
  fields: new Map(),
};

describe('rules', () => {
  it('are kept, changed, tried by position and then by age, and removed', async () => {
    const { rules } = room();
    const late = await rules.create(account, rule({ ...text('晚'), position: 5 }));
    const first = await rules.create(account, rule({ ...text('早') }));
    const second = await rules.create(account, rule({ trigger: 'default', ...text('再') }));
    expect((await rules.list(account)).map(({ id }) => id)).toEqual([first.id, second.id, late.id]);
    const changed = await rules.update(
      account,
      late.id,
      rule({ trigger: 'keyword', keyword: '会员', match: 'contains', ...text('卡'), enabled: false }),
    );
    expect(changed).toMatchObject({ keyword: '会员', match: 'contains', enabled: false, position: 0 });
    expect((await rules.list(account)).find(({ id }) => id === late.id)).toEqual(changed);
    await rules.remove(account, first.id);
    expect(await rules.list(account)).toHaveLength(2);
  });

  it('are one account’s: another’s cannot be changed or removed, nor what is no id', async () => {
    const { rules, accounts } = room();
    const { id } = await rules.create(account, rule(text('好')));
    const other = await accounts.get('lender');
    for (const attempt of [
      () => rules.remove(other, id),
      () => rules.update(other, id, rule(text('坏'))),
      () => rules.remove(account, '0'),
      () => rules.remove(account, "1' OR '1"),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'reply.not_found' });
    expect(await rules.list(account)).toMatchObject([{ content: { text: '好' } }]);
  });

  it('with a login link need an account that authorizes: one named, one borrowed, or their own', async () => {
    const { rules, accounts } = room();
    const linking = rule(text('{{login_link}}'));
    await expect(rules.create(account, linking)).rejects.toMatchObject({ code: 'reply.no_login_account' });
    await expect(rules.create(account, { ...linking, loginAccount: 'own' })).rejects.toMatchObject({
      code: 'account.cannot_authorize',
    });
    expect(await rules.create(account, { ...linking, loginAccount: 'lender' })).toMatchObject({
      loginAccount: 'lender',
    });
    await accounts.setLoginAccount('own', 'lender');
    expect(await rules.create(await accounts.get('own'), linking)).toMatchObject({ loginAccount: null });
    expect(await rules.create(await accounts.get('lender'), linking)).toMatchObject({ loginAccount: null });
  });

  it('that are too long once their links are in are refused', async () => {
    const { rules } = room();
    const links = rule({ ...text('{{login_link}}'.repeat(40)), loginAccount: 'lender' });
    await expect(rules.create(account, links)).rejects.toMatchObject({ code: 'reply.too_long' });
    const wide = rule(text('字'.repeat(600)));
    expect(await rules.create(account, wide)).toMatchObject(wide);
  });
});

describe('a reply', () => {
  it('carries a link made for that follower, a new one each time', async () => {
    const { rules, replies } = room();
    await rules.create(
      account,
      rule({ ...text('<a href="{{login_link}}">登录</a>'), loginAccount: 'lender' }),
    );
    const said = [await replies.replyTo(account, follow), await replies.replyTo(account, follow)];
    const links = said.map((reply) => (reply?.type === 'text' ? LINK.exec(reply.content)![0] : null));
    expect(links[0]).not.toBe(links[1]);
    expect(
      await database.sql.rows('SELECT openid, return_to, outcome FROM login_link WHERE account_id = $1', [
        account.id,
      ]),
    ).toEqual(links.map(() => ({ openid: 'oFollower', return_to: '/me', outcome: null })));
  });

  it('may be an article; where there is no rule there is none, and no link is made', async () => {
    const { rules, replies } = room();
    expect(await replies.replyTo(account, follow)).toBeNull();
    const article = { title: '欢迎', description: '', picurl: '', url: '{{login_link}}' };
    await rules.create(account, rule({ content: { article }, loginAccount: 'lender' }));
    expect(await replies.replyTo(account, follow)).toEqual({
      type: 'news',
      articles: [{ title: '欢迎', description: '', picUrl: '', url: expect.stringMatching(LINK) as string }],
    });
    expect(await database.count('login_link')).toBe(1);
  });

  it('that cannot be made is none, and the log says why', async () => {
    const { rules, replies } = room();
    await rules.create(account, rule({ ...text('{{login_link}}'), loginAccount: 'lender' }));
    await database.sql.rows(`DELETE FROM account WHERE key = 'lender'`);
    expect(await replies.replyTo(account, follow)).toBeNull();
    expect(log.events).toContain('reply.failed');
  });
});

describe('a message', () => {
  const send = async (fail?: Error) => {
    const { filler, accounts } = room();
    const sent: unknown[] = [];
    const calls = { run: (_of: Account, call: (token: string) => Promise<void>) => call('83_T') };
    const wechat = {
      send: async (...given: unknown[]) => {
        sent.push(given);
        if (fail) throw fail;
      },
    };
    const messages = new CustomerMessages(filler, calls as never, wechat as never);
    await accounts.setLoginAccount('own', 'lender');
    const result = messages.send(await accounts.get('own'), 'oFollower', { text: '点 {{login_link}}' });
    return { sent, result };
  };

  it('goes out with its link filled in', async () => {
    const { sent, result } = await send();
    await result;
    expect(sent).toEqual([
      ['83_T', 'oFollower', { type: 'text', content: expect.stringMatching(LINK) as string }],
    ]);
  });

  it.each([
    [40003, 'message.openid_unknown', 'missing'],
    [43004, 'message.unwanted', 'conflict'],
    [43019, 'message.unwanted', 'conflict'],
    [45002, 'message.too_long', 'invalid'],
    [45015, 'message.window_closed', 'conflict'],
    [45047, 'message.count_spent', 'rate-limited'],
    [48002, 'message.unwanted', 'conflict'],
    [48001, 'wechat.refused', 'upstream'],
  ])('that WeChat refuses with %i is %s', async (errcode, code, kind) => {
    const { result } = await send(new WeChatRefused('cgi-bin.message.custom.send', errcode, 'no'));
    await expect(result).rejects.toMatchObject({ code, kind, wechat: { errcode, errmsg: 'no' } });
  });

  it('whose answer is lost is not sent again', async () => {
    const { sent, result } = await send(
      new WeChatUnreachable('cgi-bin.message.custom.send', 'timeout', true),
    );
    await expect(result).rejects.toMatchObject({ code: 'wechat.unreachable' });
    expect(sent).toHaveLength(1);
  });
});
