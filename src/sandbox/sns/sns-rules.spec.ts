import { SANDBOX_ACCOUNT } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { aCode, aSandbox, aUserToken, exchangeOf, sns } from '../testing/a-sandbox.js';
import { ruleIdsOf, ruleOf } from '../testing/rule-scenarios.js';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.world.reset());

interface Refused {
  errcode?: number;
  errmsg?: string;
}
type Scenario = () => Promise<Refused>;

const exchanging = (changes: Record<string, string>): Scenario => {
  return () => sns<Refused>(sandbox, 'oauth2/access_token', { ...exchangeOf('none'), ...changes });
};
const refresh = (changes: Record<string, string>) =>
  sns<Refused>(sandbox, 'oauth2/refresh_token', {
    appid: SANDBOX_ACCOUNT.appId,
    grant_type: 'refresh_token',
    ...changes,
  });
/** A profile asked for with a good token, but for what is changed. */
const userinfo = async (changes: Record<string, string> = {}, scope = 'snsapi_userinfo') => {
  const { access_token, openid } = await aUserToken(sandbox, 'follower', scope);
  return sns<Refused>(sandbox, 'userinfo', { access_token, openid, ...changes });
};

/** One way into each rule; a rule without one fails the test below. */
const SCENARIOS: Record<string, Scenario> = {
  'sns.system': () => {
    sandbox.world.faults.replace([{ path: '/sns/userinfo', errcode: -1 }]);
    return userinfo();
  },
  'sns.bad_token': () => userinfo({ access_token: `94_${'x'.repeat(107)}` }),
  'sns.grant_type': exchanging({ grant_type: 'client_credential' }),
  'sns.openid': () => userinfo({ openid: 'oSomebodyElse' }),
  'sns.appid': exchanging({ appid: SANDBOX_ACCOUNT.appId.toUpperCase() }),
  'sns.malformed_token': () => userinfo({ access_token: 'x' }),
  'sns.code': exchanging({ code: '0'.repeat(32) }),
  'sns.refresh_token': () => refresh({ refresh_token: 'x' }),
  'sns.secret': exchanging({ secret: 'wrong' }),
  'sns.code_used': async () => {
    const code = await aCode(sandbox);
    await exchanging({ code })();
    return exchanging({ code })();
  },
  'sns.access_token_missing': () => userinfo({ access_token: '' }),
  'sns.appid_missing': exchanging({ appid: '' }),
  'sns.refresh_token_missing': () => refresh({}),
  'sns.secret_missing': exchanging({ secret: '' }),
  'sns.code_missing': exchanging({ code: '' }),
  'sns.openid_missing': () => userinfo({ openid: '' }),
  'sns.access_token_lapsed': async () => {
    const { access_token, openid } = await aUserToken(sandbox);
    sandbox.world.clock.advance(7200);
    return sns<Refused>(sandbox, 'userinfo', { access_token, openid });
  },
  'sns.refresh_token_lapsed': async () => {
    const { refresh_token } = await aUserToken(sandbox);
    sandbox.world.clock.advance(30 * 86_400);
    return refresh({ refresh_token });
  },
  'sns.revoked': async () => {
    const { refresh_token } = await aUserToken(sandbox);
    sandbox.world.grants.revoke('follower', SANDBOX_ACCOUNT.appId);
    return refresh({ refresh_token });
  },
  'sns.rate': () => {
    sandbox.world.snsRate.limit = 0;
    return exchanging({})();
  },
  'sns.scope': () => userinfo({}, 'snsapi_base'),
};

it('has a way into each rule of this surface', () => {
  expect(Object.keys(SCENARIOS).sort()).toEqual(ruleIdsOf('sns'));
});

it.each(Object.entries(SCENARIOS))('refuses by the rule %s', async (id, scenario) => {
  const { errcode, errmsg } = await scenario();
  const { code, text } = ruleOf(id);
  expect(errcode).toBe(code);
  expect(errmsg!.replace(/[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/, '<rid>')).toBe(`${text}, rid: <rid>`);
  const byFault = sandbox.world.faults.list().length > 0;
  expect(sandbox.world.journal.list().at(-1)!.rule).toBe(byFault ? 'fault' : id);
});
