import { AccountsService } from '../../src/accounts/accounts.service.js';
import { ReplyRulesService } from '../../src/replies/reply-rules.service.js';
import type { PushMessage } from '../../src/sandbox/pushes/push-message.js';
import { identityOf } from '../../src/sandbox/personas/identity.js';
import { ApiCaller } from '../support/api-caller.js';
import { DESKTOP_BROWSER } from '../support/visitor.js';

jest.setTimeout(60_000);

interface LinkedView {
  readonly data: {
    readonly id: string | null;
    readonly account: string;
    readonly openid: string;
    readonly source: string;
  }[];
  readonly refused: { readonly account: string; readonly openid: string; readonly reason: string }[];
}

let api: ApiCaller;
let key: string;
beforeAll(async () => {
  api = await ApiCaller.start();
  key = await api.newKey(['users:read', 'users:write', 'messages:send']);
});
afterAll(() => api.app.stop());
afterEach(async () => {
  expect(await api.app.leaks()).toEqual([]);
});

let people = 0;
/** Somebody who was never here. */
const somebody = (): string => `visitor-${++people}`;

const openidOf = (persona: string, account: string): string =>
  identityOf(api.app.world.accounts.get(account), {
    persona: api.app.world.personas.get(persona),
    snapshot: false,
  }).openid;

/** What an account has said to somebody, once it has said `count` things. */
async function saidTo(persona: string, account = 'dingyue', count = 1): Promise<string[]> {
  const { world } = api.app;
  for (let look = 0; look < 500; look++) {
    const heard = world.conversations.chats
      .list(world.accounts.get(account), openidOf(persona, account))
      .filter(({ from }) => from === 'account')
      .map(({ content }) => JSON.stringify(content));
    if (heard.length >= count) return heard;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('nothing was said');
}

const linkIn = (said: string): string => /https?:\/\/[^"\\ ]+\/auth\/link\/[0-9A-Za-z]{32}/.exec(said)![0];

/** Somebody follows the subscription account, and is answered with a link. */
async function followed(persona: string): Promise<string> {
  api.app.world.followers.follow(persona, 'dingyue');
  return linkIn((await saidTo(persona))[0]!);
}

async function say(persona: string, message: PushMessage): Promise<void> {
  const answer = await fetch(`${api.app.server.sandbox!.url}/_sandbox/accounts/dingyue/pushes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ pushes: [{ persona, message }] }),
  });
  expect(answer.status).toBe(200);
}

const linkedOf = async (persona: string, account = 'main'): Promise<LinkedView> =>
  (
    await api.ask('GET', `${account}/users/${openidOf(persona, account)}/links`, { key })
  ).json() as unknown as LinkedView;

const makeLink = (body: object, account = 'main') => api.ask('POST', `${account}/links`, { key, body });
const urlOf = async (body: object): Promise<string> => (await makeLink(body)).json()['url'] as string;
const codeOf = (answer: { json(): Record<string, unknown> }) => answer.json()['code'];

describe('somebody follows the subscription account', () => {
  it('is answered with a link, signs in at the service account by it, and both openids are one person’s', async () => {
    const persona = somebody();
    const link = await followed(persona);
    expect(link).not.toContain(openidOf(persona, 'dingyue'));
    const journey = await api.app.visitor(persona).open(link);
    expect([journey.last.status, new URL(journey.address).pathname]).toEqual([200, '/me']);
    expect(journey.last.body).toContain('已关联「<bdi>令牌订阅号</bdi>」');
    expect(await linkedOf(persona)).toEqual({
      data: [
        expect.objectContaining({
          account: 'dingyue',
          openid: openidOf(persona, 'dingyue'),
          source: 'link',
          contradicted: false,
        }),
      ],
      refused: [],
    });
    expect((await linkedOf(persona, 'dingyue')).data).toEqual([
      expect.objectContaining({ account: 'main', openid: openidOf(persona, 'main') }),
    ]);
  });

  it('may open the link as often as they like before they are through: opening uses nothing up', async () => {
    const persona = somebody();
    const link = await followed(persona);
    const visitor = api.app.visitor(persona);
    for (let time = 0; time < 3; time++) await api.app.visitor(persona).untilCallback(link);
    expect((await visitor.send('HEAD', link)).status).toBe(302);
    expect((await visitor.open(link)).last.status).toBe(200);
    expect((await linkedOf(persona)).data).toHaveLength(1);
  });

  it('is told that the link is used when they tap it again', async () => {
    const persona = somebody();
    const link = await followed(persona);
    const visitor = api.app.visitor(persona);
    await visitor.open(link);
    const again = await visitor.open(link);
    expect(again.last.status).toBe(410);
    expect(again.last.body).toContain('data-problem="link-used"');
    expect(again.answers).toHaveLength(1);
  });

  it('keeps what the link gave them: another who opens it later is refused, and linked to nobody', async () => {
    const [persona, other] = [somebody(), somebody()];
    const link = await followed(persona);
    await api.app.visitor(persona).open(link);
    const late = await api.app.visitor(other).open(link);
    expect([late.last.status, /data-problem="([\w-]+)"/.exec(late.last.body)![1]]).toEqual([
      410,
      'link-used',
    ]);
    expect((await linkedOf(other)).data).toEqual([]);
  });

  it('is told in either language, and by JSON, that ten minutes are over', async () => {
    const persona = somebody();
    const link = await followed(persona);
    await api.app.rows(`UPDATE login_link SET expires_at = now() WHERE openid = $1`, [
      openidOf(persona, 'dingyue'),
    ]);
    const visitor = api.app.visitor(persona);
    const chinese = await visitor.send('GET', `${link}?lang=zh-CN`);
    expect([chinese.status, chinese.body]).toEqual([410, expect.stringContaining('这个链接已过期')]);
    const english = await visitor.send('GET', `${link}?lang=en`);
    expect(english.body).toContain('This link has lapsed');
    const program = await visitor.send('GET', link, { headers: { accept: 'application/json' } });
    expect(codeOf(program)).toBe('link.expired');
  });

  it('is refused at the end when the ten minutes end on the way, and signed in as themselves', async () => {
    const persona = somebody();
    const visitor = api.app.visitor(persona);
    const callback = await visitor.untilCallback(await followed(persona));
    await api.app.rows(`UPDATE login_link SET expires_at = now() WHERE openid = $1`, [
      openidOf(persona, 'dingyue'),
    ]);
    const ended = await visitor.send('GET', callback);
    expect([ended.status, ended.body]).toEqual([
      410,
      expect.stringContaining('data-problem="link-expired"') as string,
    ]);
    expect((await visitor.ask('GET', '/auth/session')).json()).toMatchObject({
      openid: openidOf(persona, 'main'),
    });
    expect((await linkedOf(persona)).data).toEqual([]);
  });
});

describe('two with one link', () => {
  it('who both opened it: one is linked, the other is signed in as themselves and told', async () => {
    const [persona, other] = [somebody(), somebody()];
    const link = await followed(persona);
    const [first, second] = [api.app.visitor(persona), api.app.visitor(other)];
    const callbacks = [await first.untilCallback(link), await second.untilCallback(link)];
    expect((await first.send('GET', callbacks[0]!)).status).toBe(302);
    const late = await second.send('GET', callbacks[1]!);
    expect([late.status, late.body]).toEqual([
      410,
      expect.stringContaining('data-problem="link-used"') as string,
    ]);
    expect((await second.ask('GET', '/auth/session')).json()).toMatchObject({
      openid: openidOf(other, 'main'),
    });
    expect((await linkedOf(other)).data).toEqual([]);
  });

  it('a callback carried to another browser signs that one in without the link', async () => {
    const [persona, other] = [somebody(), somebody()];
    const link = await followed(persona);
    const callback = await api.app.visitor(persona).untilCallback(link);
    const stranger = api.app.visitor(other);
    await stranger.open('/me');
    await stranger.ask('POST', '/auth/logout');
    await stranger.open(callback);
    expect((await linkedOf(other)).data).toEqual([]);
    expect((await api.app.visitor(persona).open(link)).last.status).toBe(200);
    expect((await linkedOf(persona)).data).toHaveLength(1);
  });
});

describe('a conflict', () => {
  it('changes nothing, is told and kept, and signs the visitor in as nobody else', async () => {
    const [persona, thief] = [somebody(), somebody()];
    await api.app.visitor(persona).open(await followed(persona));
    const openid = openidOf(persona, 'dingyue');
    const visitor = api.app.visitor(thief);
    const callback = await visitor.untilCallback(await urlOf({ openid }));
    const refused = await visitor.send('GET', callback);
    expect([refused.status, refused.body]).toEqual([
      409,
      expect.stringContaining('data-problem="link-conflict"') as string,
    ]);
    expect((await visitor.ask('GET', '/auth/session')).json()).toMatchObject({
      openid: openidOf(thief, 'main'),
    });
    expect((await linkedOf(persona, 'dingyue')).data.map(({ openid: other }) => other)).toEqual([
      openidOf(persona, 'main'),
    ]);
    expect((await linkedOf(persona, 'dingyue')).refused).toMatchObject([
      { account: 'main', openid: openidOf(thief, 'main'), reason: 'openid_taken' },
    ]);
  });

  it('is undone by a caller, after which another link may join anew', async () => {
    const [persona, other] = [somebody(), somebody()];
    await api.app.visitor(persona).open(await followed(persona));
    const { id } = (await linkedOf(persona)).data[0]!;
    const target = `main/users/${openidOf(persona, 'main')}/links/${id}`;
    expect(codeOf(await api.ask('DELETE', `${target}9`, { key }))).toBe('link.not_linked');
    expect((await api.ask('DELETE', target, { key })).status).toBe(204);
    expect((await linkedOf(persona)).data).toEqual([]);
    await api.app.visitor(other).open(await urlOf({ openid: openidOf(persona, 'dingyue') }));
    expect((await linkedOf(other)).data).toHaveLength(1);
  });
});

describe('whoever is not in WeChat, or did not tap', () => {
  it('sees how to open the link in WeChat, on a PC and in a phone’s browser', async () => {
    const persona = somebody();
    const link = await followed(persona);
    for (const userAgent of [
      DESKTOP_BROWSER,
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1',
    ]) {
      const page = await api.app.visitor(persona, { userAgent }).send('GET', link);
      expect([page.status, page.location]).toEqual([200, null]);
      expect(page.body).toContain(link);
    }
  });

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a browser that fetches ahead', { 'sec-purpose': 'prefetch' }],
  ])('%s is asked first, and gets no login', async (_name, headers) => {
    const persona = somebody();
    const link = await followed(persona);
    const visitor = api.app.visitor(persona);
    const before = await api.app.count('login_attempt');
    const page = await visitor.send('GET', link, { headers });
    expect(page.status).toBe(200);
    expect(page.body).toContain('data-page="confirm-link"');
    expect(await api.app.count('login_attempt')).toBe(before);
    const onward = /href="(\/auth\/link\/\w+)"/.exec(page.body)![1]!;
    expect((await visitor.open(onward)).last.status).toBe(200);
    expect((await linkedOf(persona)).data).toHaveLength(1);
  });

  it('whoever is signed in already is asked first, and only their own answer counts', async () => {
    const link = await followed(somebody());
    const persona = somebody();
    const victim = api.app.visitor(persona);
    await victim.open('/me');
    const asked = await victim.open(link);
    expect(asked.last.body).toContain('data-page="confirm-link"');
    for (const sure of ['', '?sure=', `?sure=${'0'.repeat(32)}`, '?sure=1&sure=2']) {
      expect((await victim.open(`${link}${sure}`)).last.body).toContain('data-page="confirm-link"');
    }
    expect((await linkedOf(persona)).data).toEqual([]);
    const onward = /href="(\/auth\/link\/\w+\?sure=\w+)"/.exec(asked.last.body)![1]!;
    const another = api.app.visitor(somebody());
    await another.open('/me');
    expect((await another.open(onward)).last.body).toContain('data-page="confirm-link"');
    expect((await victim.open(onward)).last.status).toBe(200);
    expect((await linkedOf(persona)).data).toHaveLength(1);
  });

  it('a snapshot visitor looks, is linked to nobody, and leaves the link as it was', async () => {
    const persona = somebody();
    const link = await followed(persona);
    const snapshot = await api.app.visitor('snapshot').open(link);
    expect([snapshot.last.status, snapshot.last.body]).toEqual([
      200,
      expect.stringContaining('id="snapshot"') as string,
    ]);
    expect((await linkedOf(persona, 'dingyue')).data).toEqual([]);
    expect((await api.app.visitor(persona).open(link)).last.status).toBe(200);
    expect((await linkedOf(persona)).data).toHaveLength(1);
  });

  it.each(['x', 'a'.repeat(32), '%00', `${'a'.repeat(32)}b`])('a link that is none: %s', async (token) => {
    const answer = await api.app.visitor(somebody()).send('GET', `/auth/link/${token}`);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.body).toContain('data-problem=');
  });
});

describe('POST links', () => {
  it('makes a link for ten minutes, that lands where it says', async () => {
    const persona = somebody();
    await followed(persona);
    const made = await makeLink({
      openid: openidOf(persona, 'dingyue'),
      of_account: 'dingyue',
      return_to: '/me?card=7#top',
    });
    expect(made.status).toBe(201);
    expect(Object.keys(made.json())).toEqual(['url', 'expires_at']);
    const lastsMs = new Date(made.json()['expires_at'] as string).getTime() - Date.now();
    expect(Math.abs(lastsMs - 600_000)).toBeLessThan(30_000);
    const journey = await api.app.visitor(persona).open(made.json()['url'] as string);
    expect(journey.address).toBe(`${api.app.origin}/me?card=7#top`);
  });

  it('takes an openid that nobody has met yet when told whose it is, and makes no user of it until it is used', async () => {
    const persona = somebody();
    const openid = openidOf(persona, 'dingyue');
    expect(codeOf(await makeLink({ openid }))).toBe('link.openid_unclear');
    const url = await urlOf({ openid, of_account: 'dingyue' });
    expect(await api.app.rows('SELECT FROM wechat_user WHERE openid = $1', [openid])).toEqual([]);
    await api.app.visitor(persona).open(url);
    expect((await linkedOf(persona)).data).toMatchObject([{ account: 'dingyue', openid }]);
  });

  it.each([
    [{}, 400, 'request.invalid'],
    [{ openid: 'o<script>', of_account: 'dingyue' }, 400, 'request.invalid'],
    [{ openid: 'oAbcdefgh', of_account: 'dingyue', more: 1 }, 400, 'request.invalid'],
    [{ openid: 'oAbcdefgh', of_account: 'main' }, 400, 'link.same_account'],
    [{ openid: 'oAbcdefgh', of_account: 'nobody' }, 404, 'account.not_found'],
    [
      { openid: 'oAbcdefgh', of_account: 'dingyue', return_to: 'https://evil.example/' },
      400,
      'link.return_to_refused',
    ],
    [
      { openid: 'oAbcdefgh', of_account: 'dingyue', return_to: '/auth/wechat' },
      400,
      'link.return_to_refused',
    ],
    [
      { openid: 'oAbcdefgh', of_account: 'dingyue', return_to: '/auth/link/x' },
      400,
      'link.return_to_refused',
    ],
  ])('refuses %j with %i %s', async (body, status, code) => {
    const answer = await makeLink(body);
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
  });

  it('refuses an account that authorizes nobody, and a key that is for one account', async () => {
    const body = { openid: 'oAbcdefgh', of_account: 'main' };
    expect(codeOf(await makeLink(body, 'dingyue'))).toBe('link.account_cannot_authorize');
    const mainAlone = await api.newKey(['users:write'], 'main');
    const answer = await api.ask('POST', 'main/links', { key: mainAlone, body });
    expect([answer.status, codeOf(answer)]).toEqual([403, 'link.needs_every_account']);
  });
});

it('whoever may ask about one account alone is not told of the other, by no way of asking', async () => {
  const persona = somebody();
  await api.app.visitor(persona).open(await followed(persona));
  expect((await linkedOf(persona)).data).toHaveLength(1);
  const target = `main/users/${openidOf(persona, 'main')}`;
  const mainAlone = await api.newKey(['users:read', 'users:write'], 'main');
  const asked = [
    await api.ask('GET', target, { key: mainAlone }),
    await api.ask('GET', `${target}/export`, { key: mainAlone }),
    await api.ask('POST', `${target}/refresh`, { key: mainAlone }),
  ];
  expect(asked.map(({ status }) => status)).toEqual([200, 200, 200]);
  for (const { body } of asked) expect(body).not.toContain(openidOf(persona, 'dingyue'));
  const whole = await api.ask('GET', `${target}/export`, { key });
  expect(whole.body).toContain(openidOf(persona, 'dingyue'));
});

describe('customer-service messages', () => {
  const send = (body: object, account = 'dingyue') => api.ask('POST', `${account}/messages`, { key, body });

  it('carry a link of its own to whoever turned to the account', async () => {
    const persona = somebody();
    await followed(persona);
    const openid = openidOf(persona, 'dingyue');
    expect((await send({ openid, text: '你好 <a href="{{login_link}}">登录</a>' })).status).toBe(204);
    const article = { title: '登录', description: '点开即可', url: '{{login_link}}' };
    expect((await send({ openid, article })).status).toBe(204);
    const [, text, card] = await saidTo(persona, 'dingyue', 3);
    expect(text).toContain('你好');
    expect(linkIn(text!)).not.toBe(linkIn(card!));
    await api.app.visitor(persona).open(linkIn(card!));
    expect((await linkedOf(persona)).data).toHaveLength(1);
  });

  it('are refused as WeChat refuses them, with its errcode', async () => {
    const persona = somebody();
    await followed(persona);
    const openid = openidOf(persona, 'dingyue');
    const refusal = async (body: object) => {
      const answer = await send(body);
      const { code, wechat } = answer.json() as { code: string; wechat?: { errcode: number } };
      return [answer.status, code, wechat?.errcode];
    };
    expect(await refusal({ openid: 'oNobodyNobodyNobodyNobodyNob', text: '在吗' })).toEqual([
      404,
      'message.openid_unknown',
      40003,
    ]);
    expect(await refusal({ openid, text: '字'.repeat(601) })).toEqual([400, 'request.invalid', undefined]);
    for (let sent = 0; sent < 3; sent++) await send({ openid, text: `第 ${sent} 条` });
    expect(await refusal({ openid, text: '第四条' })).toEqual([429, 'message.count_spent', 45047]);
    api.app.world.clock.advance(3 * 24 * 3600);
    expect(await refusal({ openid, text: '三天后' })).toEqual([409, 'message.window_closed', 45015]);
    api.app.world.clock.reset();
  });
});

it('an account answers words by its rules, and everything else by its default', async () => {
  const persona = somebody();
  await followed(persona);
  const { app } = api.app.server;
  const account = await app.get(AccountsService).get('dingyue');
  const rules = app.get(ReplyRulesService, { strict: false });
  const rule = { loginAccount: null, position: 0, enabled: true };
  await rules.create(account, {
    ...rule,
    trigger: 'keyword',
    keyword: '会员',
    match: 'contains',
    content: { article: { title: '会员卡', description: '', picurl: '', url: '{{login_link}}' } },
  });
  await rules.create(account, { ...rule, trigger: 'default', content: { text: '回复「会员」' } });
  await say(persona, { type: 'text', content: '我要 会员 卡' });
  await say(persona, { type: 'text', content: ']]><Encrypt>' });
  const [, card, other] = await saidTo(persona, 'dingyue', 3);
  expect(card).toContain('会员卡');
  expect(other).toContain('回复「会员」');
  await api.app.visitor(persona).open(linkIn(card!));
  expect((await linkedOf(persona)).data).toHaveLength(1);
});

it('no link lies in the log or in a table', async () => {
  const { network, log } = api.app;
  const tokens = network.heard.flatMap(
    ({ url }) => /\/auth\/link\/([0-9A-Za-z]{32})(?!\w)/.exec(url)?.[1] ?? [],
  );
  expect(tokens.length).toBeGreaterThan(20);
  const tables = await api.app.rows<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
  );
  const kept = await Promise.all(
    tables.map(({ name }) =>
      api.app.rows<{ text: string }>(`SELECT to_jsonb(t)::text AS text FROM "${name}" t`),
    ),
  );
  const texts = [...log.lines, ...kept.flat().map(({ text }) => text)].join('\n');
  expect(tokens.filter((token) => texts.includes(token))).toEqual([]);
});
