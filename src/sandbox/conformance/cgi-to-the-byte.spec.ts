import { identityOf } from '../personas/identity.js';
import { SANDBOX_ACCOUNT } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { aSandbox, type Reply } from '../testing/a-sandbox.js';
import { bytes, wrapping } from '../testing/bytes.js';
import { aStableToken, cgi, cgiRaw, CREDENTIALS } from '../testing/cgi-calls.js';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.world.reset());

const openidOf = (persona: string) =>
  identityOf(SANDBOX_ACCOUNT, { persona: sandbox.world.personas.get(persona), snapshot: false }).openid;
/** A call with a good token. */
const call =
  (path: string, parameters: Record<string, string> | (() => Record<string, string>) = {}, body?: unknown) =>
  async () => {
    const more = typeof parameters === 'function' ? parameters() : parameters;
    const given = typeof body === 'function' ? (body as () => unknown)() : body;
    return cgiRaw(sandbox, path, { access_token: await aStableToken(sandbox), ...more }, given);
  };
const classic =
  (changes: Record<string, string> = {}) =>
  () =>
    cgiRaw(sandbox, 'token', { ...CREDENTIALS, ...changes });
const stable =
  (changes: object = {}) =>
  () =>
    cgiRaw(sandbox, 'stable_token', {}, { ...CREDENTIALS, ...changes });
const after = (change: () => unknown, asked: () => Promise<Reply>) => () => (change(), asked());
const world = () => sandbox.world;
const alter = (changes: object) => () => world().accounts.change('main', changes);
const writes = async () => {
  const { conversations, accounts, personas } = world();
  await conversations.say(accounts.get('main'), personas.get('follower'), { type: 'text', content: 'hi' });
};
const text = () => ({ touser: openidOf('follower'), msgtype: 'text', text: { content: '登录' } });
const template =
  (changes: object = {}) =>
  () => ({
    touser: openidOf('follower'),
    template_id: 'sandbox-login-reminder-0000000000000000001',
    url: 'https://a.example/',
    data: { keyword1: { value: '小满' } },
    ...changes,
  });

const EMPTY = '"nickname":"","sex":0,"language":"zh_CN","city":"","province":"","country":"","headimgurl":""';
const FOREIGN_TOKEN =
  'invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r';

type Facts = [fact: string, () => Promise<Reply>, body: string][];

/** Facts on the global token, by their number in the sheet on web authorization. */
const TOKENS: Facts = [
  ['5.1 classic', classic(), '{"access_token":"<global token>","expires_in":7200}'],
  ['5.2 stable', stable(), '{"access_token":"<global token>","expires_in":7200}'],
  [
    '5.2 the seconds left, as in the sample',
    async () => {
      await stable()();
      world().clock.advance(7200 - 345);
      return stable()();
    },
    '{"access_token":"<global token>","expires_in":345}',
  ],
  [
    '5 -1',
    after(() => world().faults.replace([{ path: '/cgi-bin/token', errcode: -1 }]), classic()),
    '{"errcode":-1,"errmsg":"system error rid: <rid>"}',
  ],
  [
    '5 40001, as older pages have it',
    after(() => world().turn({ wrong_secret: '40001' }), classic({ secret: 'x' })),
    '{"errcode":40001,"errmsg":"invalid credential, access_token is invalid or not latest rid: <rid>"}',
  ],
  ['5 40002', classic({ grant_type: 'x' }), '{"errcode":40002,"errmsg":"invalid grant_type rid: <rid>"}'],
  [
    '5 40013',
    classic({ appid: 'WXSANDBOX000000001' }),
    '{"errcode":40013,"errmsg":"invalid appid rid: <rid>"}',
  ],
  ['5 40125', classic({ secret: 'x' }), '{"errcode":40125,"errmsg":"invalid appsecret rid: <rid>"}'],
  [
    '5 40164',
    () => {
      alter({ ipWhitelist: [] })();
      const body = { ...CREDENTIALS };
      return cgiRaw(sandbox, 'stable_token', {}, body, { 'x-sandbox-client-ip': '1.2.3.4' });
    },
    '{"errcode":40164,"errmsg":"invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist rid: <rid>"}',
  ],
  [
    '5 40243',
    after(alter({ secretFrozen: true }), stable()),
    '{"errcode":40243,"errmsg":"AppSecret已被冻结，请登录MP解冻后再次调用 rid: <rid>"}',
  ],
  ['5 41002', stable({ appid: '' }), '{"errcode":41002,"errmsg":"appid missing rid: <rid>"}'],
  [
    '5 41002 for a form',
    () => cgiRaw(sandbox, 'stable_token', {}, new URLSearchParams(CREDENTIALS).toString()),
    '{"errcode":41002,"errmsg":"appid missing rid: <rid>"}',
  ],
  ['5 41004', stable({ secret: '' }), '{"errcode":41004,"errmsg":"appsecret missing rid: <rid>"}'],
  [
    '5 43002',
    () => cgiRaw(sandbox, 'stable_token', CREDENTIALS),
    '{"errcode":43002,"errmsg":"require POST method rid: <rid>"}',
  ],
  [
    '5 45009',
    after(() => world().quotas.allow(CREDENTIALS.appid, '/cgi-bin/token', { day: 0 }), classic()),
    '{"errcode":45009,"errmsg":"reach max api daily quota limit rid: <rid>"}',
  ],
  [
    '5 45011',
    after(
      () => world().quotas.allow(CREDENTIALS.appid, '/cgi-bin/stable_token', { day: 1, minute: 0 }),
      stable(),
    ),
    '{"errcode":45011,"errmsg":"api minute-quota reach limit mustslower retry next minute rid: <rid>"}',
  ],
  [
    '5 50004',
    after(alter({ tokenFamilies: ['stable'] }), classic()),
    '{"errcode":50004,"errmsg":"禁止使用 token 接口 rid: <rid>"}',
  ],
  [
    '5 50007',
    after(alter({ frozen: true }), classic()),
    '{"errcode":50007,"errmsg":"账号已冻结 rid: <rid>"}',
  ],
];

/** Facts on the calls that manage quotas, and on tickets. */
const MANAGEMENT: Facts = [
  ['5.3 clear_quota', call('clear_quota', {}, { appid: CREDENTIALS.appid }), '{"errcode":0,"errmsg":"ok"}'],
  [
    '5.3 clear_quota of another appid',
    call('clear_quota', {}, { appid: 'wx' }),
    '{"errcode":40013,"errmsg":"invalid appid rid: <rid>"}',
  ],
  [
    '5.3 the eleventh clear_quota of a month',
    after(
      () => {
        for (let no = 0; no < 10; no += 1) world().clearances.use(CREDENTIALS.appid, 'everything');
      },
      call('clear_quota', {}, { appid: CREDENTIALS.appid }),
    ),
    '{"errcode":48006,"errmsg":"forbid to clear quota because of reaching the limit rid: <rid>"}',
  ],
  [
    '5.3 clear_quota/v2, in the query',
    () => cgiRaw(sandbox, 'clear_quota/v2', { appid: CREDENTIALS.appid, appsecret: CREDENTIALS.secret }, ''),
    '{"errcode":0,"errmsg":"ok"}',
  ],
  [
    '5.3 clear_quota/v2, in the body',
    () => cgiRaw(sandbox, 'clear_quota/v2', {}, { appid: CREDENTIALS.appid, appsecret: CREDENTIALS.secret }),
    '{"errcode":0,"errmsg":"ok"}',
  ],
  [
    '5.3 quota/clear',
    call('openapi/quota/clear', {}, { cgi_path: '/cgi-bin/user/get' }),
    '{"errcode":0,"errmsg":"ok"}',
  ],
  [
    '5.3 quota/get',
    call('openapi/quota/get', {}, { cgi_path: '/cgi-bin/stable_token' }),
    '{"errcode":0,"errmsg":"ok","quota":{"daily_limit":500000,"used":1,"remain":499999},"rate_limit":{"call_count":10000,"refresh_second":60}}',
  ],
  [
    '5.3 quota/get of /sns',
    call('openapi/quota/get', {}, { cgi_path: '/sns/auth' }),
    '{"errcode":76022,"errmsg":"could not use this cgi_path, no permission rid: <rid>"}',
  ],
  [
    '5.3 quota/get of nothing',
    call('openapi/quota/get', {}, { cgi_path: '/cgi-bin/x' }),
    '{"errcode":76021,"errmsg":"cgi_path not found, please check rid: <rid>"}',
  ],
  [
    '5.3 rid/get',
    async () => {
      const { errmsg } = await cgi(sandbox, 'token', { ...CREDENTIALS, secret: 'x' });
      return call('openapi/rid/get', {}, { rid: errmsg!.split('rid: ')[1] })();
    },
    '{"errcode":0,"errmsg":"ok","request":{"invoke_time":<seconds>,"cost_in_ms":30,"request_url":"grant_type=client_credential&appid=wxsandbox000000001&secret=***","request_body":"","response_body":"{\\"errcode\\":40125,\\"errmsg\\":\\"invalid appsecret rid: <rid>\\"}","client_ip":"127.0.0.1"}}',
  ],
  [
    '5.3 get_api_domain_ip',
    call('get_api_domain_ip'),
    '{"ip_list":["101.89.47.18","101.91.34.103","106.55.206.146"]}',
  ],
  [
    '3.10 getcallbackip',
    call('getcallbackip'),
    '{"ip_list":["106.55.206.146","106.55.206.211","101.226.103.0/25"]}',
  ],
  [
    '5.3 callback/check',
    after(
      alter({ pushUrl: 'http://localhost/' }),
      call('callback/check', {}, { action: 'all', check_operator: 'DEFAULT' }),
    ),
    '{"dns":[{"ip":"127.0.0.1","real_operator":"CAP"}],"ping":[{"ip":"127.0.0.1","from_operator":"CAP","package_loss":"0%","time":"23.079ms"}]}',
  ],
  [
    '6 getticket',
    call('ticket/getticket', { type: 'jsapi' }),
    '{"errcode":0,"errmsg":"ok","ticket":"<ticket>","expires_in":7200}',
  ],
  [
    '6 getticket for cards',
    call('ticket/getticket', { type: 'wx_card' }),
    '{"errcode":0,"errmsg":"ok","ticket":"<ticket>","expires_in":7200}',
  ],
  [
    '7 a token of nobody',
    call('getcallbackip', { access_token: `94_${'x'.repeat(133)}` }),
    `{"errcode":40001,"errmsg":"${FOREIGN_TOKEN} rid: <rid>"}`,
  ],
  [
    '7 a lapsed token',
    async () => {
      const access_token = await aStableToken(sandbox);
      world().clock.advance(7200);
      return cgiRaw(sandbox, 'getcallbackip', { access_token });
    },
    '{"errcode":42001,"errmsg":"access_token expired rid: <rid>"}',
  ],
  [
    '7 no token in form',
    call('getcallbackip', { access_token: 'x' }),
    '{"errcode":40014,"errmsg":"invalid access_token rid: <rid>"}',
  ],
  [
    '7 no token',
    call('getcallbackip', { access_token: '' }),
    '{"errcode":41001,"errmsg":"access_token missing rid: <rid>"}',
  ],
  ['7 an empty body', call('clear_quota', {}, ''), '{"errcode":44002,"errmsg":"empty post data rid: <rid>"}'],
  [
    '7 a form for JSON',
    call('user/info/batchget', {}, 'user_list=x'),
    '{"errcode":47001,"errmsg":"data format error rid: <rid>"}',
  ],
];

/** Facts on users and messages, by their number in the sheet on them. */
const USERS: Facts = [
  [
    '5.1 a follower',
    call('user/info', () => ({ openid: openidOf('follower'), lang: 'zh_CN' })),
    `{"subscribe":1,"openid":"<openid>",${EMPTY},"subscribe_time":<seconds>,"unionid":"<openid>","remark":"","groupid":0,"tagid_list":[],"subscribe_scene":"ADD_SCENE_QR_CODE","qr_scene":0,"qr_scene_str":""}`,
  ],
  [
    '5.1.2 somebody who does not follow',
    call('user/info', () => ({ openid: openidOf('stranger') })),
    `{"subscribe":0,"openid":"<openid>",${EMPTY},"tagid_list":[]}`,
  ],
  [
    '5.1.2 the same in its old shape',
    after(
      () => world().turn({ user_info_profile: 'absent' }),
      call('user/info', () => ({ openid: openidOf('stranger') })),
    ),
    '{"subscribe":0,"openid":"<openid>","tagid_list":[]}',
  ],
  [
    '5.1.3 the same with a unionid',
    after(
      () => world().turn({ user_info_profile: 'absent', unionid_of_strangers: true }),
      call('user/info', () => ({ openid: openidOf('stranger') })),
    ),
    '{"subscribe":0,"openid":"<openid>","unionid":"<openid>","tagid_list":[]}',
  ],
  [
    '5.1.6 a trailing carriage return',
    call('user/info', () => ({ openid: `${openidOf('follower')}\r` })),
    '{"errcode":40003,"errmsg":"invalid openid rid: <rid>"}',
  ],
  [
    '5.2 batchget',
    call('user/info/batchget', {}, () => ({ user_list: [{ openid: openidOf('stranger'), lang: 'zh_CN' }] })),
    `{"user_info_list":[{"subscribe":0,"openid":"<openid>",${EMPTY},"tagid_list":[]}]}`,
  ],
  [
    '5.2 one bad openid of a batch',
    call('user/info/batchget', {}, () => ({
      user_list: [{ openid: openidOf('follower') }, { openid: 'o' }],
    })),
    '{"errcode":40003,"errmsg":"invalid openid rid: <rid>"}',
  ],
  [
    '5.2 an empty batch',
    call('user/info/batchget', {}, { user_list: [] }),
    '{"errcode":40032,"errmsg":"invalid openid list size rid: <rid>"}',
  ],
  [
    '5.2 the page after the last has no data',
    async () => {
      const { next_openid } = JSON.parse((await call('user/get')()).text) as { next_openid: string };
      return call('user/get', { next_openid })();
    },
    '{"total":1,"count":0,"next_openid":""}',
  ],
  [
    '5.2 a remark',
    call('user/info/updateremark', {}, () => ({ openid: openidOf('follower'), remark: '小' })),
    '{"errcode":0,"errmsg":"ok"}',
  ],
  ['5.2 a tag', call('tags/create', {}, { tag: { name: 'x' } }), '{"tag":{"id":100,"name":"x"}}'],
  [
    '5.2 the tags of somebody',
    call('tags/getidlist', {}, () => ({ openid: openidOf('follower') })),
    '{"tagid_list":[]}',
  ],
  [
    '5.2 a tag of nobody',
    call('user/tag/get', {}, { tagid: 2, next_openid: '' }),
    '{"count":0,"next_openid":""}',
  ],
  [
    '5.2 nobody shut out',
    call('tags/members/getblacklist', {}, { begin_openid: '' }),
    '{"total":0,"count":0,"next_openid":""}',
  ],
  [
    '5.2 a tag there is none of',
    call('tags/members/batchtagging', {}, () => ({ openid_list: [openidOf('follower')], tagid: 99 })),
    '{"errcode":45159,"errmsg":"invalid tag id rid: <rid>"}',
  ],
  [
    '5.4 an account without the right',
    async () => {
      const access_token = await aStableToken(sandbox);
      alter({ unverified: true })();
      return cgiRaw(sandbox, 'user/get', { access_token });
    },
    '{"errcode":48001,"errmsg":"api unauthorized rid: <rid>"}',
  ],
  [
    '5.4 out of time',
    call('message/custom/send', {}, text),
    '{"errcode":45015,"errmsg":"response out of time limit or subscription is canceled rid: <rid>"}',
  ],
  [
    '5.4 too many',
    async () => {
      await writes();
      for (let no = 0; no < 5; no += 1) await call('message/custom/send', {}, text)();
      return call('message/custom/send', {}, text)();
    },
    '{"errcode":45047,"errmsg":"out of response count limit rid: <rid>"}',
  ],
  [
    '5.4 too long',
    async () => {
      await writes();
      const long = { ...text(), text: { content: 'x'.repeat(2049) } };
      return call('message/custom/send', {}, long)();
    },
    '{"errcode":45002,"errmsg":"content size out of limit rid: <rid>"}',
  ],
  [
    '6 a customer service text',
    async () => (await writes(), call('message/custom/send', {}, text)()),
    '{"errcode":0,"errmsg":"ok"}',
  ],
  [
    '6 a template',
    call('message/template/send', {}, template()),
    '{"errcode":0,"errmsg":"ok","msgid":<message id>}',
  ],
  [
    '6 no such template',
    call('message/template/send', {}, template({ template_id: 'x' })),
    '{"errcode":40037,"errmsg":"invalid template_id rid: <rid>"}',
  ],
  [
    '6 a menu',
    call('menu/create', {}, { button: [{ type: 'view', name: '登录', url: 'https://a.example/' }] }),
    '{"errcode":0,"errmsg":"ok"}',
  ],
  [
    '6 a menu with escapes',
    call('menu/create', {}, '{"button":[{"type":"click","name":"\\u767b","key":"K"}]}'),
    '{"errcode":40033,"errmsg":"invalid charset. please check your request, if include \\\\uxxxx will create fail! rid: <rid>"}',
  ],
];

it.each(TOKENS)('%s', async (_, asked, body) => {
  const reply = await asked();
  expect(reply.text).toMatch(bytes(body));
  expect(wrapping(reply)).toEqual({ status: 200, type: 'text/plain', length: true, packed: null });
});

it.each([...MANAGEMENT, ...USERS])('%s', async (_, asked, body) => {
  const reply = await asked();
  expect(reply.text).toMatch(bytes(body));
  const type = 'application/json; encoding=utf-8';
  expect(wrapping(reply)).toEqual({ status: 200, type, length: true, packed: null });
});

it('5.2 the last page names its last openid, or nobody where the switch says so', async () => {
  type Page = { data: { openid: string[] }; next_openid: string };
  const page = async () => JSON.parse((await call('user/get')()).text) as Page;
  const { data, next_openid } = await page();
  expect(next_openid).toBe(data.openid.at(-1));
  world().turn({ last_page: 'empty' });
  expect(await page()).toMatchObject({ data, next_openid: '' });
});

it('8.2 may be laid out prettily, which some programs cannot read, and means the same', async () => {
  world().turn({ pretty_json: true });
  for (const asked of [call('getcallbackip'), call('message/template/send', {}, template())]) {
    const { text: pretty } = await asked();
    expect(pretty).toMatch(/^\{\n {2}"/);
    expect(() => JSON.parse(pretty) as unknown).not.toThrow();
  }
});
