import { identityOf } from '../personas/identity.js';
import { RULES, type RuleId } from '../rules.js';
import { SANDBOX_ACCOUNT, SANDBOX_WEBSITE, type SandboxAccount } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { aSandbox, aUserToken } from '../testing/a-sandbox.js';
import { aStableToken, cgi, CREDENTIALS, type CgiReply } from '../testing/cgi-calls.js';
import { ruleIdsOf } from '../testing/rule-scenarios.js';

const OTHER = { ...SANDBOX_ACCOUNT, key: 'other', appId: 'wxother0000000001' };
let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox({ accounts: [SANDBOX_ACCOUNT, SANDBOX_WEBSITE, OTHER] });
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.world.reset());

type Scenario = () => Promise<CgiReply>;

const fetchClassic = (changes: Record<string, string> = {}) =>
  cgi(sandbox, 'token', { ...CREDENTIALS, ...changes });
const fetchStable = (changes: object = {}) =>
  cgi(sandbox, 'stable_token', {}, { ...CREDENTIALS, ...changes });
/** A fetch by an account that is not as it was. */
const fetchAs = (changes: Partial<SandboxAccount>): Scenario => {
  return () => {
    sandbox.world.accounts.change('main', changes);
    return fetchStable();
  };
};
/** A call with a good token. */
const call = async (path: string, parameters: Record<string, string> = {}, body?: unknown) =>
  cgi(sandbox, path, { access_token: await aStableToken(sandbox), ...parameters }, body);
const failing = (path: string, errcode: number): Scenario => {
  return () => {
    sandbox.world.faults.replace([{ path: `/cgi-bin/${path}`, errcode }]);
    return fetchOrCall(path);
  };
};
const fetchOrCall = (path: string) => (path === 'token' ? fetchClassic() : cgi(sandbox, path));
const administratorRefuses = (times: number): Scenario => {
  return () => {
    for (let no = 0; no < times; no += 1)
      sandbox.world.confirmations.decide(SANDBOX_ACCOUNT.appId, '127.0.0.1', false);
    return fetchAs({ confirmsCallers: true })();
  };
};
const limited = (path: string, limit: { day: number; minute?: number }) =>
  sandbox.world.quotas.allow(SANDBOX_ACCOUNT.appId, `/cgi-bin/${path}`, limit);

const openidOf = (persona: string, account: SandboxAccount = SANDBOX_ACCOUNT) =>
  identityOf(account, { persona: sandbox.world.personas.get(persona), snapshot: false }).openid;
const tags = () => sandbox.world.followers.of(SANDBOX_ACCOUNT).tags;
const tagging = (openid: string, tagid: unknown) =>
  call('tags/members/batchtagging', {}, { openid_list: [openid], tagid });
const numbered = (length: number) => Array.from({ length }, (_, no) => `${no}`);

/** One way into each rule; a rule without one fails the test below. */
const SCENARIOS: Record<string, Scenario> = {
  'token.system': failing('token', -1),
  'token.secret_as_credential': () => {
    sandbox.world.turn({ wrong_secret: '40001' });
    return fetchClassic({ secret: 'wrong' });
  },
  'token.grant_type': () => fetchStable({ grant_type: 'authorization_code' }),
  'token.appid': () => fetchClassic({ appid: SANDBOX_ACCOUNT.appId.toUpperCase() }),
  'token.secret': () => fetchStable({ secret: 'wrong' }),
  'token.ip': fetchAs({ ipWhitelist: ['10.0.0.0/8'] }),
  'token.secret_frozen': fetchAs({ secretFrozen: true }),
  'token.appid_missing': () => cgi(sandbox, 'stable_token', {}, new URLSearchParams(CREDENTIALS).toString()),
  'token.secret_missing': () => fetchClassic({ secret: '' }),
  'token.method': () => cgi(sandbox, 'stable_token', CREDENTIALS),
  'token.body_empty': () => cgi(sandbox, 'stable_token', CREDENTIALS, ''),
  'token.body': () => cgi(sandbox, 'stable_token', {}, '{"appid":'),
  'token.day_quota': () => {
    limited('token', { day: 0 });
    return fetchClassic();
  },
  'token.minute_quota': async () => {
    limited('stable_token', { day: 9, minute: 1 });
    await fetchStable();
    return fetchStable();
  },
  'token.family': fetchAs({ tokenFamilies: ['classic'] }),
  'token.account_frozen': fetchAs({ frozen: true }),
  'token.delegated': fetchAs({ delegated: true }),
  'token.component_ip': failing('token', 61004),
  'token.confirmation_pending': async () => {
    await fetchAs({ confirmsCallers: true })();
    return fetchStable();
  },
  'token.confirmation_needed': fetchAs({ confirmsCallers: true }),
  'token.refused_for_a_day': administratorRefuses(2),
  'token.refused_for_an_hour': administratorRefuses(1),
  'cgi.system': failing('getcallbackip', -1),
  'cgi.bad_token': async () => {
    const { access_token } = await aUserToken(sandbox);
    return cgi(sandbox, 'getcallbackip', { access_token });
  },
  'cgi.openid': () => call('user/info', { openid: 'onobody' }),
  'cgi.appid': () => call('clear_quota', {}, { appid: OTHER.appId }),
  'cgi.malformed_token': () => cgi(sandbox, 'getcallbackip', { access_token: 'x' }),
  'cgi.unauthorized': () => {
    sandbox.world.accounts.change('main', { unverified: true });
    return call('user/get');
  },
  'cgi.media': () => call('media/get', { media_id: 'none' }),
  'cgi.qr_action': () => call('qrcode/create', {}, { action_name: 'QR_CARD', action_info: {} }),
  'cgi.qr_info': () => call('qrcode/create', {}, { action_name: 'QR_SCENE', action_info: {} }),
  'cgi.qr_count': () => {
    const { qrCodes } = sandbox.world;
    expect(qrCodes.mostPermanent).toBe(100_000);
    qrCodes.mostPermanent = 1;
    // Asked for twice it is one.
    for (const text of ['desk-4', 'desk-4']) qrCodes.keep(SANDBOX_ACCOUNT, { text });
    const scene = { scene_id: 1 };
    return call('qrcode/create', {}, { action_name: 'QR_LIMIT_SCENE', action_info: { scene } });
  },
  'cgi.migration': () =>
    call('changeopenid', {}, { from_appid: OTHER.appId, openid_list: [openidOf('follower', OTHER)] }),
  'cgi.migrated_openids': () => call('changeopenid', {}, { from_appid: OTHER.appId, openid_list: [] }),
  'cgi.openid_elsewhere': () => tagging(openidOf('follower', OTHER), 2),
  'cgi.remark': () =>
    call('user/info/updateremark', {}, { openid: openidOf('follower'), remark: '名'.repeat(11) }),
  'cgi.tags_full': () => {
    for (const name of numbered(100)) tags().create(name);
    return call('tags/create', {}, { tag: { name: 'one more' } });
  },
  'cgi.tag_crowded': () => {
    const { id } = tags().create('everybody');
    tags().tag(numbered(100_001), id);
    return call('tags/delete', {}, { tag: { id } });
  },
  'cgi.tag_reserved': () => call('tags/update', {}, { tag: { id: 2, name: 'mine' } }),
  'cgi.tags_of_one': () => {
    const openid = openidOf('follower');
    for (const name of numbered(20)) tags().tag([openid], tags().create(name).id);
    return tagging(openid, 2);
  },
  'cgi.tag_name': () => call('tags/create', {}, { tag: { name: '星标组' } }),
  'cgi.tag_name_long': () => call('tags/create', {}, { tag: { name: '广'.repeat(11) } }),
  'cgi.tag_unknown': () => tagging(openidOf('follower'), 99),
  'cgi.openid_list': () => call('user/info/batchget', {}, { user_list: [] }),
  'cgi.ticket_type': () => call('ticket/getticket', { type: 'other' }),
  'cgi.secret': () => cgi(sandbox, 'clear_quota/v2', {}, { appid: CREDENTIALS.appid, appsecret: 'x' }),
  'cgi.no_push_url': () => call('callback/check', {}, { action: 'all', check_operator: 'DEFAULT' }),
  'cgi.check_action': () => call('callback/check', {}, { action: 'trace' }),
  'cgi.check_operator': () => call('callback/check', {}, { action: 'dns', check_operator: 'NOBODY' }),
  'cgi.token_missing': () => cgi(sandbox, 'user/info', { openid: 'o' }),
  'cgi.appid_missing': () => call('clear_quota', {}, {}),
  'cgi.secret_missing': () => cgi(sandbox, 'clear_quota/v2', { appid: CREDENTIALS.appid }, ''),
  'cgi.openid_missing': () => call('user/info'),
  'cgi.token_lapsed': async () => {
    const access_token = await aStableToken(sandbox);
    sandbox.world.clock.advance(7200);
    return cgi(sandbox, 'getcallbackip', { access_token });
  },
  'cgi.method': () => call('openapi/quota/get'),
  'cgi.body_empty': () => call('openapi/quota/get', {}, ''),
  'cgi.day_quota': () => {
    limited('ticket/getticket', { day: 0 });
    return call('ticket/getticket', { type: 'jsapi' });
  },
  'cgi.minute_quota': () => {
    limited('user/info', { day: 1, minute: 0 });
    return call('user/info');
  },
  'cgi.body': () => call('user/info/batchget', {}, 'user_list=x'),
  'cgi.clearances': async () => {
    for (let time = 0; time < 10; time += 1) sandbox.world.clearances.use(CREDENTIALS.appid, 'everything');
    return call('clear_quota', {}, { appid: CREDENTIALS.appid });
  },
  'cgi.account_frozen': async () => {
    const access_token = await aStableToken(sandbox);
    sandbox.world.accounts.change('main', { frozen: true });
    return cgi(sandbox, 'getcallbackip', { access_token });
  },
  'cgi.rid_unknown': () => call('openapi/rid/get', {}, { rid: `${hexSeconds(0)}-00000000-00000000` }),
  'cgi.rid_form': () => call('openapi/rid/get', {}, { rid: 'nothing' }),
  'cgi.rid_elsewhere': async () => {
    const { errmsg } = await fetchClassic({ appid: OTHER.appId, secret: 'wrong' });
    return call('openapi/rid/get', {}, { rid: errmsg!.split('rid: ')[1] });
  },
  'cgi.path_form': () =>
    call('openapi/quota/get', {}, { cgi_path: 'https://api.weixin.qq.com/cgi-bin/user/info' }),
  'cgi.rid_old': () => call('openapi/rid/get', {}, { rid: `${hexSeconds(-604_801)}-00000000-00000000` }),
  'cgi.path_unknown': () => call('openapi/quota/get', {}, { cgi_path: '/cgi-bin/nothing' }),
  'cgi.path_forbidden': () => call('openapi/quota/get', {}, { cgi_path: '/sns/userinfo' }),
};

function hexSeconds(offset: number): string {
  return (Math.floor(sandbox.world.clock.nowMs() / 1000) + offset).toString(16);
}

it('has a way into each rule of these surfaces', () => {
  expect(Object.keys(SCENARIOS).sort()).toEqual(ruleIdsOf('token', 'cgi-bin'));
});

it.each(Object.entries(SCENARIOS))('refuses by the rule %s', async (id, scenario) => {
  const { errcode, errmsg } = await scenario();
  const { code, text } = RULES[id as RuleId];
  const wording = text.replace('{ip}', '127.0.0.1').replace('{ipv6}', '::ffff:127.0.0.1');
  expect(errcode).toBe(code);
  expect(errmsg!.replace(/[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/, '<rid>')).toBe(`${wording} rid: <rid>`);
  const byFault = sandbox.world.faults.list().length > 0;
  expect(sandbox.world.journal.list().at(-1)!.rule).toBe(byFault ? 'fault' : id);
});
