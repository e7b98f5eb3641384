import { control } from '../pushes/testing/push-calls.js';
import { SANDBOX_ACCOUNT, type SandboxAccount } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { aSandbox, ask, authorizeLink, open } from '../testing/a-sandbox.js';
import { aStableToken, cgi } from '../testing/cgi-calls.js';
import type { Standing } from './api-permissions.js';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.world.reset());

const ACCOUNTS: [Standing, Partial<Omit<SandboxAccount, 'key' | 'appId'>>][] = [
  ['test', {}],
  ['personal', { testAccount: false, kind: 'subscription', unverified: true }],
  ['unverified-service', { testAccount: false, unverified: true }],
  ['verified-subscription', { testAccount: false, kind: 'subscription' }],
  ['verified-service', { testAccount: false }],
];

/** An address of each group, called so that it gets past the permission. */
const CALLS: Record<string, [path: string, body?: object]> = {
  ticket: ['ticket/getticket'],
  callbackIps: ['getcallbackip'],
  selfMenu: ['get_current_selfmenu_info'],
  menu: ['menu/delete'],
  users: ['user/get'],
  tags: ['tags/get'],
  media: ['media/get'],
  customMessages: ['message/custom/send', {}],
  templates: ['message/template/send', {}],
  qrCodes: ['qrcode/create', {}],
};
const FOR_ALL = ['ticket', 'callbackIps', 'selfMenu'];
const VERIFIED = [...FOR_ALL, 'menu', 'users', 'tags', 'media', 'customMessages'];
const MATRIX: Record<Standing, string[]> = {
  test: Object.keys(CALLS),
  personal: FOR_ALL,
  'unverified-service': [...FOR_ALL, 'menu'],
  'verified-subscription': VERIFIED,
  'verified-service': Object.keys(CALLS),
};

it.each(ACCOUNTS)('an account that is "%s" may use what the table gives it', async (standing, changes) => {
  sandbox.world.accounts.change('main', changes);
  const access_token = await aStableToken(sandbox);
  const allowed: string[] = [];
  for (const [group, [path, body]] of Object.entries(CALLS)) {
    const { errcode } = await cgi(sandbox, path, { access_token }, body);
    if (errcode !== 48001) allowed.push(group);
  }
  expect(allowed).toEqual(MATRIX[standing]);
  const { json } = await control(sandbox, 'GET', '/accounts');
  expect((json['accounts'] as { standing: string }[]).map((account) => account.standing)).toContain(standing);
});

it.each([
  ['verified-service', 302],
  ['test', 302],
  ['unverified-service', 200],
  ['verified-subscription', 200],
] as const)(
  'visitors authorize an account that is "%s", or meet 10005: status %i',
  async (standing, status) => {
    const [, changes] = ACCOUNTS.find(([name]) => name === standing)!;
    const domain = { callbackDomains: ['a.example'] };
    sandbox.world.accounts.change('main', { ...changes, ...domain });
    const reply = await open(sandbox, authorizeLink({ redirect_uri: 'http://a.example/callback' }));
    expect(reply.status).toBe(status);
    if (status === 200) expect(reply.text).toContain('10005');
  },
);

it.each([
  ['verified-subscription', 'updateAppMessageShareData:ok'],
  ['personal', 'updateAppMessageShareData:permission denied'],
] as const)('pages of an account that is "%s" hear %s', async (standing, errMsg) => {
  sandbox.world.accounts.change('main', ACCOUNTS.find(([name]) => name === standing)![1]);
  const apis = ['updateAppMessageShareData', 'scanQRCode'];
  sandbox.world.jsPages.put('page', { appId: SANDBOX_ACCOUNT.appId, url: 'http://localhost/', apis }, 60);
  const heard = async (api: string) =>
    JSON.parse((await ask(sandbox, `/open/js/call?page=page&api=${api}`)).text) as object;
  expect(await heard('updateAppMessageShareData')).toEqual({ errMsg });
  expect(await heard('scanQRCode')).toEqual({ errMsg: 'scanQRCode:ok' });
});

it('uses up no quota where it refuses', async () => {
  sandbox.world.accounts.change('main', { unverified: true });
  await cgi(sandbox, 'user/get', { access_token: await aStableToken(sandbox) });
  expect(sandbox.world.quotas.usage(SANDBOX_ACCOUNT.appId, '/cgi-bin/user/get')!.usedToday).toBe(0);
});
