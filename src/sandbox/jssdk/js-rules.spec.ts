import type { RunningSandbox } from '../start-sandbox.js';
import { ask, aSandbox } from '../testing/a-sandbox.js';
import { ruleIdsOf, ruleOf } from '../testing/rule-scenarios.js';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.world.reset());

const get = async (path: string, parameters: Record<string, string>) => {
  const reply = await ask(sandbox, `/open/js/${path}?${new URLSearchParams(parameters).toString()}`);
  return (JSON.parse(reply.text) as { errMsg: string }).errMsg;
};
const config = (changes: Record<string, string> = {}) =>
  get('config', {
    appid: 'wxsandbox000000001',
    url: 'http://localhost:3000/',
    timestamp: '1414587457',
    nonce: 'n',
    signature: '0'.repeat(40),
    ...changes,
  });

/** One way into each rule; a rule without one fails the test below. */
const SCENARIOS: Record<string, [api: string, scenario: () => Promise<string>]> = {
  'jssdk.appid': ['config', () => config({ appid: 'wxnobody' })],
  'jssdk.domain': ['config', () => config({ url: 'https://elsewhere.example/' })],
  'jssdk.signature': ['config', () => config()],
  'jssdk.permission': ['scanQRCode', () => get('call', { page: 'none', api: 'scanQRCode' })],
};

it('has a way into each rule of this surface', () => {
  expect(Object.keys(SCENARIOS).sort()).toEqual(ruleIdsOf('jssdk'));
});

it.each(Object.entries(SCENARIOS))('refuses by the rule %s', async (id, [api, scenario]) => {
  expect(await scenario()).toBe(`${api}:${ruleOf(id).text}`);
  expect(sandbox.world.journal.list().at(-1)!.rule).toBe(id);
});
