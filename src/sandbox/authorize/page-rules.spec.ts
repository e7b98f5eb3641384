import { SANDBOX_WEBSITE } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { ask, aSandbox, authorizeLink, open, type Reply } from '../testing/a-sandbox.js';
import { ruleIdsOf, ruleOf } from '../testing/rule-scenarios.js';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.world.reset());

type Scenario = () => Promise<Reply>;

const opening = (changes: Record<string, string | undefined>): Scenario => {
  return () => open(sandbox, authorizeLink(changes));
};
/** The usual link, where the world is not as usual. */
const openingAfter = (change: () => void, changes: Record<string, string> = {}): Scenario => {
  return () => {
    change();
    return opening(changes)();
  };
};
const qrconnect = (changes: Record<string, string> = {}): Scenario => {
  const parameters = {
    appid: SANDBOX_WEBSITE.appId,
    redirect_uri: 'http://localhost:3000/callback',
    response_type: 'code',
    scope: 'snsapi_login',
    state: 'S1',
    ...changes,
  };
  return () => ask(sandbox, `/connect/qrconnect?${new URLSearchParams(parameters).toString()}`);
};

/** One way into each rule; a rule without one fails the test below. */
const SCENARIOS: Record<string, Scenario> = {
  'authorize.link': opening({ response_type: undefined }),
  'authorize.state': opening({ state: 'a-b' }),
  'authorize.outside_wechat': () => ask(sandbox, authorizeLink()),
  'authorize.domain': opening({ redirect_uri: 'https://elsewhere.example/' }),
  'authorize.banned': openingAfter(() => sandbox.world.accounts.change('main', { banned: true })),
  'authorize.scope_right': openingAfter(() =>
    sandbox.world.accounts.change('main', { kind: 'subscription' }),
  ),
  'authorize.must_follow': async () => {
    sandbox.world.turn({ must_follow: true });
    return open(sandbox, authorizeLink(), { 'x-sandbox-persona': 'stranger' });
  },
  'authorize.too_often': async () => {
    sandbox.world.turn({ authorizations_a_minute: 1 });
    expect((await opening({})()).status).toBe(302);
    return opening({})();
  },
  'authorize.scope_empty': opening({ scope: '' }),
  'authorize.redirect_uri_empty': opening({ redirect_uri: '' }),
  'authorize.appid_empty': opening({ appid: '' }),
  'authorize.state_empty': openingAfter(() => sandbox.world.turn({ state_required: true }), { state: '' }),
  'authorize.not_delegated': async () => {
    sandbox.world.turn({ connect_redirect_hop: false });
    return open(sandbox, authorizeLink({ connect_redirect: undefined, component_appid: 'wx1' }));
  },
  'authorize.open_platform_appid': opening({ appid: SANDBOX_WEBSITE.appId }),
  'authorize.appid_unknown': opening({ appid: 'wxnobody' }),
  'qrconnect.link': async () => {
    sandbox.world.accounts.change('web', { banned: true });
    return qrconnect()();
  },
  'qrconnect.scope': qrconnect({ scope: 'snsapi_base' }),
  'qrconnect.redirect_uri': qrconnect({ redirect_uri: 'https://elsewhere.example/' }),
  'qrconnect.appid': qrconnect({ appid: 'wxnobody' }),
};

it('has a way into each rule of these surfaces', () => {
  expect(Object.keys(SCENARIOS).sort()).toEqual(ruleIdsOf('authorize', 'qrconnect'));
});

it.each(Object.entries(SCENARIOS))('shows a page by the rule %s, and leads nowhere', async (id, scenario) => {
  const reply = await scenario();
  const { code, text } = ruleOf(id);
  expect([reply.status, reply.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(reply.headers['location']).toBeUndefined();
  expect(reply.text).toContain(text);
  expect(/错误码:(\d+)/.exec(reply.text)?.[1]).toBe(code === null ? undefined : String(code));
  expect(sandbox.world.journal.list().at(-1)!.rule).toBe(id);
});
