import { identityOf } from '../personas/identity.js';
import { RULES, type RuleId } from '../rules.js';
import { SANDBOX_ACCOUNT } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { aSandbox } from '../testing/a-sandbox.js';
import { aStableToken, cgi, type CgiReply } from '../testing/cgi-calls.js';
import { ruleIdsOf } from '../testing/rule-scenarios.js';
import { READY_TEMPLATE } from './templates.js';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.world.reset());

const account = () => sandbox.world.accounts.get('main');
const openidOf = (persona: string) =>
  identityOf(SANDBOX_ACCOUNT, { persona: sandbox.world.personas.get(persona), snapshot: false }).openid;
const call = async (path: string, body?: unknown) =>
  cgi(sandbox, path, { access_token: await aStableToken(sandbox) }, body);
const says = (persona: string) =>
  sandbox.world.conversations.say(account(), sandbox.world.personas.get(persona), {
    type: 'text',
    content: 'hi',
  });
const send = (fields: object, persona = 'follower') =>
  call('message/custom/send', { touser: openidOf(persona), ...fields });
const text = (content = 'hello') => ({ msgtype: 'text', text: { content } });
const sent = async (fields: object) => {
  await says('follower');
  return send(fields);
};
const article = { title: 't', description: 'd', url: 'https://a.example/', picurl: '' };
const typing = (command = 'Typing') =>
  call('message/custom/typing', { touser: openidOf('follower'), command });
const template = (fields: object = {}, persona = 'follower') =>
  call('message/template/send', {
    touser: openidOf(persona),
    template_id: READY_TEMPLATE.id,
    data: { keyword1: { value: '小满' } },
    ...fields,
  });
const create = (...button: object[]) => call('menu/create', { button });
const view = { type: 'view', name: '登录', url: 'https://a.example/login' };
const click = { type: 'click', name: '登录', key: 'LOGIN' };
const within = (...sub_button: object[]) => create({ name: '更多', sub_button });

/** One way into each rule; a rule without one fails the test below. */
const SCENARIOS: Record<string, () => Promise<CgiReply>> = {
  'message.media': () => sent({ msgtype: 'image', image: {} }),
  'message.type': () => sent({ msgtype: 'poem', poem: {} }),
  'message.template': () => template({ template_id: 'none' }),
  'message.not_following': () => template({}, 'stranger'),
  'message.blacklisted': () => {
    sandbox.world.followers.of(account()).blacklist.add(openidOf('follower'));
    return sent(text());
  },
  'message.news_empty': () => sent({ msgtype: 'news', news: { articles: [] } }),
  'message.text_empty': () => sent(text('')),
  'message.text_long': () => sent(text('登'.repeat(683))),
  'message.articles': () => sent({ msgtype: 'news', news: { articles: [article, article] } }),
  'message.window': () => send(text()),
  'message.count': async () => {
    await says('follower');
    for (let no = 0; no < 5; no += 1) await send(text());
    return send(text());
  },
  'message.typing_command': () => typing('Sleeping'),
  'message.typing_out_of_the_blue': async () => {
    await says('follower');
    sandbox.world.clock.advance(31);
    return typing();
  },
  'message.typing_already': async () => {
    await says('follower');
    await typing();
    sandbox.world.clock.advance(14);
    return typing();
  },
  'menu.size': () => create(view, view, view, view),
  'menu.type': () => create({ ...view, type: 'jump' }),
  'menu.name': () => create({ ...view, name: '一二三四五六' }),
  'menu.key': () => create({ ...click, key: 'k'.repeat(129) }),
  'menu.url': () => create({ ...view, url: `https://a.example/${'x'.repeat(1024)}` }),
  'menu.depth': () => within({ name: '更多', sub_button: [view] }),
  'menu.sub_size': () => within(view, view, view, view, view, view),
  'menu.sub_type': () => within({ name: 'x' }),
  'menu.sub_name': () => within({ ...view, name: 'x'.repeat(61) }),
  'menu.sub_key': () => within({ ...click, key: '' }),
  'menu.sub_url': () => within({ type: 'view', name: 'x' }),
  'menu.charset': () => call('menu/create', '{"button":[{"type":"click","name":"\\u767b","key":"K"}]}'),
  'menu.sub_address': () => within({ ...view, url: 'javascript:alert(1)' }),
  'menu.address': () => create({ ...view, url: 'a.example' }),
  'menu.none': () => call('menu/get'),
};

it('has a way into each rule of these surfaces', () => {
  expect(Object.keys(SCENARIOS).sort()).toEqual(ruleIdsOf('message', 'menu'));
});

it.each(Object.entries(SCENARIOS))('refuses by the rule %s', async (id, scenario) => {
  const { errcode, errmsg } = await scenario();
  const { code, text: wording } = RULES[id as RuleId];
  expect(errcode).toBe(code);
  expect(errmsg!.replace(/[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/, '<rid>')).toBe(`${wording} rid: <rid>`);
  expect(sandbox.world.journal.list().at(-1)!.rule).toBe(id);
});

it.each([
  ['message/custom/send', { touser: 'onobody', ...text() }, 40003],
  ['message/template/send', { touser: 'onobody' }, 40003],
  ['message/custom/send', undefined, 43002],
  ['menu/create', '', 44002],
  ['menu/create', 'button=1', 47001],
])('refuses as the whole family does: %s with %j', async (path, body, errcode) => {
  expect((await call(path, body)).errcode).toBe(errcode);
});

it('has a fault of the family say what the family says', async () => {
  sandbox.world.faults.replace([{ path: '/cgi-bin/m*', errcode: 40001 }]);
  for (const path of ['menu/get', 'message/custom/send'])
    expect((await call(path)).errmsg).toContain(RULES['cgi.bad_token'].text);
});

it.each([
  text('登'.repeat(682)),
  { msgtype: 'news', news: { articles: [article] } },
  { msgtype: 'image', image: { media_id: 'm' } },
  { msgtype: 'music', music: { title: 'x', musicurl: 'https://a.example/m.mp3' } },
  { msgtype: 'msgmenu', msgmenu: { head_content: '满意吗', list: [{ id: '1', content: '满意' }] } },
])('sends $msgtype', async (fields) => {
  expect(await sent(fields)).toEqual({ errcode: 0, errmsg: 'ok' });
});
