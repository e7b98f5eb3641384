import { z } from 'zod';
import type { SandboxAccount } from '../sandbox-account.js';
import { route } from './route.js';

const settings = z.strictObject({
  name: z.string().min(1).max(60),
  kind: z.enum(['service', 'subscription', 'website']),
  secret: z.string().min(1).max(128).describe('Never shown again'),
  callback_domains: z.array(z.string().min(1).max(255)).max(20),
  test_account: z.boolean().describe('Callback addresses may carry a port or be an IP address'),
  open_platform: z.string().max(64).nullable(),
  banned: z.boolean(),
});
const changes = settings.partial();
const newAccount = settings
  .partial({ callback_domains: true, test_account: true, open_platform: true, banned: true })
  .extend({ key: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/), app_id: z.string().regex(/^\w{1,64}$/) });
const accountView = settings.omit({ secret: true }).extend({ key: z.string(), app_id: z.string() });

/** Accounts: what an owner sets in WeChat's console, and what WeChat does to an account. */
export const accountRoutes = [
  route({
    method: 'GET',
    path: '/accounts',
    summary: 'The accounts of this WeChat, without their secrets',
    answer: z.object({ accounts: z.array(accountView) }),
    run: ({ world }) => ({ accounts: world.accounts.list().map(viewAccount) }),
  }),
  route({
    method: 'POST',
    path: '/accounts',
    summary: 'Another account',
    status: 201,
    body: newAccount,
    answer: accountView,
    run: ({ world, body }) => {
      const { key, app_id: appId, name, kind, secret } = body;
      const account = {
        key,
        appId,
        name,
        kind,
        secret,
        callbackDomains: [],
        testAccount: false,
        openPlatform: null,
      };
      world.accounts.add({ ...account, ...changed(body) });
      return viewAccount(world.accounts.get(key));
    },
  }),
  route({
    method: 'PATCH',
    path: '/accounts/{key}',
    summary: 'Changes an account: bans it, resets its secret, moves its callback domains',
    body: changes,
    answer: accountView,
    run: ({ world, path, body }) => viewAccount(world.accounts.change(path['key']!, changed(body))),
  }),
];

/** Only what was said; absent fields stay absent. */
function changed(body: z.infer<typeof changes>): Partial<Omit<SandboxAccount, 'key' | 'appId'>> {
  const wished = {
    name: body.name,
    kind: body.kind,
    secret: body.secret,
    callbackDomains: body.callback_domains,
    testAccount: body.test_account,
    openPlatform: body.open_platform,
    banned: body.banned,
  };
  return Object.fromEntries(Object.entries(wished).filter(([, value]) => value !== undefined));
}

function viewAccount(account: SandboxAccount): z.infer<typeof accountView> {
  return {
    key: account.key,
    app_id: account.appId,
    name: account.name,
    kind: account.kind,
    callback_domains: [...account.callbackDomains],
    test_account: account.testAccount,
    open_platform: account.openPlatform,
    banned: account.banned ?? false,
  };
}
