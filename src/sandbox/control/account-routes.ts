import { z } from 'zod';
import { STANDINGS, standingOf } from '../accounts/api-permissions.js';
import { isWhitelistEntry } from '../accounts/ip-whitelist.js';
import { moveFollowers } from '../followers/follower-move.js';
import { TOKEN_FAMILIES } from '../global-tokens/global-token.js';
import type { SandboxAccount } from '../sandbox-account.js';
import { route } from './route.js';

const settings = z.strictObject({
  name: z.string().min(1).max(60),
  kind: z.enum(['service', 'subscription', 'website']),
  secret: z.string().min(1).max(128).describe('Never shown again'),
  callback_domains: z.array(z.string().min(1).max(255)).max(20),
  js_domains: z
    .array(z.string().min(1).max(255))
    .max(20)
    .nullable()
    .describe('JS接口安全域名; null: the callback domains'),
  test_account: z.boolean().describe('Callback addresses may carry a port or be an IP address'),
  open_platform: z.string().max(64).nullable(),
  banned: z.boolean().describe('Each authorization shows page 10004'),
  ip_whitelist: z
    .array(z.string().max(64).refine(isWhitelistEntry, 'neither an IP address nor a CIDR'))
    .max(200)
    .nullable()
    .describe('Who may fetch global tokens (40164); null: anybody'),
  secret_frozen: z.boolean().describe('No token is to be had with the AppSecret (40243)'),
  frozen: z.boolean().describe('The account itself is frozen (50007)'),
  token_families: z
    .array(z.enum(TOKEN_FAMILIES))
    .describe('The ways it may fetch global tokens; the others answer 50004'),
  unverified: z
    .boolean()
    .describe('Personal, or not verified (未认证): see standing; no users, no messages (48001)'),
  delegated: z.boolean().describe('A third-party platform manages it (61024)'),
  confirms_callers: z
    .boolean()
    .describe('An administrator must confirm each new address that fetches tokens (89503, 89501)'),
  push_url: z.string().max(1000).nullable().describe('Where pushes go; null: nothing is set (40201)'),
});
const changes = settings.partial();
/** A whole account, its secret included. */
export const newAccount = settings
  .partial()
  .required({ name: true, kind: true, secret: true })
  .extend({ key: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/), app_id: z.string().regex(/^\w{1,64}$/) });
const accountView = settings.omit({ secret: true }).extend({ key: z.string(), app_id: z.string() });
const shownAccount = accountView.extend({
  standing: z
    .enum([...STANDINGS, 'website'])
    .describe('What it is to the platform: follows from kind, test_account and unverified; decides 48001'),
});

/** Accounts: what an owner sets in WeChat's console, and what WeChat does to an account. */
export const accountRoutes = [
  route({
    method: 'GET',
    path: '/accounts',
    summary: 'The accounts of this WeChat, without their secrets',
    answer: z.object({ accounts: z.array(shownAccount) }),
    run: ({ world }) => ({ accounts: world.accounts.list().map(showAccount) }),
  }),
  route({
    method: 'POST',
    path: '/accounts',
    summary: 'Another account',
    status: 201,
    body: newAccount,
    answer: shownAccount,
    run: ({ world, body }) => {
      world.accounts.add(accountOf(body));
      return showAccount(world.accounts.get(body.key));
    },
  }),
  route({
    method: 'PATCH',
    path: '/accounts/{key}',
    summary: 'Changes an account: bans or freezes it, resets its secret, sets its IP whitelist',
    body: changes,
    answer: shownAccount,
    run: ({ world, path, body: { secret, ...body } }) => {
      const account = world.accounts.change(path['key']!, changed(body));
      if (secret !== undefined) world.resetSecret(account.key, secret);
      return showAccount(account);
    },
  }),
  route({
    method: 'POST',
    path: '/accounts/{key}/migrations',
    summary:
      'Moves the followers of another account to this one, all at once; changeopenid answers for fifteen days',
    body: z.strictObject({ from: z.string().max(64).describe('The key of the old account') }),
    run: ({ world, path, body }) => {
      const [from, to] = [world.accounts.get(body.from), world.accounts.get(path['key']!)];
      world.migrations.approve(from, to, moveFollowers(from, to, world));
    },
  }),
];

/** The account that was described; what is left out is as in a new one. */
export function accountOf(body: z.infer<typeof newAccount>): SandboxAccount {
  const { key, app_id: appId, name, kind, secret } = body;
  const plain = { callbackDomains: [], testAccount: false, openPlatform: null };
  return { key, appId, name, kind, secret, ...plain, ...changed(body) };
}

/** Only what was said; absent fields stay absent. */
function changed(body: z.infer<typeof changes>): Partial<Omit<SandboxAccount, 'key' | 'appId'>> {
  const wished = {
    name: body.name,
    kind: body.kind,
    secret: body.secret,
    callbackDomains: body.callback_domains,
    jsDomains: body.js_domains,
    testAccount: body.test_account,
    openPlatform: body.open_platform,
    banned: body.banned,
    ipWhitelist: body.ip_whitelist,
    secretFrozen: body.secret_frozen,
    frozen: body.frozen,
    tokenFamilies: body.token_families,
    unverified: body.unverified,
    delegated: body.delegated,
    confirmsCallers: body.confirms_callers,
    pushUrl: body.push_url,
  };
  return Object.fromEntries(Object.entries(wished).filter(([, value]) => value !== undefined));
}

function showAccount(account: SandboxAccount): z.infer<typeof shownAccount> {
  const standing = account.kind === 'website' ? 'website' : standingOf(account);
  return { ...viewAccount(account), standing };
}

/** An account without its secret. */
export function viewAccount(account: SandboxAccount): z.infer<typeof accountView> {
  return {
    key: account.key,
    app_id: account.appId,
    name: account.name,
    kind: account.kind,
    callback_domains: [...account.callbackDomains],
    js_domains: account.jsDomains ? [...account.jsDomains] : null,
    test_account: account.testAccount,
    open_platform: account.openPlatform,
    banned: account.banned ?? false,
    ip_whitelist: account.ipWhitelist ? [...account.ipWhitelist] : null,
    secret_frozen: account.secretFrozen ?? false,
    frozen: account.frozen ?? false,
    token_families: [...(account.tokenFamilies ?? TOKEN_FAMILIES)],
    unverified: account.unverified ?? false,
    delegated: account.delegated ?? false,
    confirms_callers: account.confirmsCallers ?? false,
    push_url: account.pushUrl ?? null,
  };
}
