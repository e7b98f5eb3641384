import { z } from 'zod';
import { TOKEN_FAMILIES } from '../global-tokens/global-token.js';
import { tokenDigest, type Verdict } from '../global-tokens/global-tokens.js';
import { fetchAsStranger } from '../global-tokens/stranger.js';
import { FORCED_A_DAY } from '../global-tokens/token-family.js';
import { API_LIMITS } from '../quotas/api-limits.js';
import type { World } from '../world.js';
import { route } from './route.js';

const SHOWN_TOKENS = 100;
const PREFIX_CHARACTERS = 8;

const tokenView = z.object({
  family: z.enum(TOKEN_FAMILIES),
  digest: z.string().describe('16 hex digits of its SHA-256: names it in faults'),
  prefix: z.string().describe(`Its first ${PREFIX_CHARACTERS} characters`),
  state: z
    .enum(['current', 'overlap', 'superseded', 'expired'])
    .describe('overlap: another took its place, and it works until works_until'),
  issued_at: z.iso.datetime(),
  expires_at: z.iso.datetime().describe('Its natural end'),
  works_until: z.iso.datetime().describe('When calls with it begin, or began, to fail'),
});
const quotaView = z.object({
  path: z.string(),
  daily_limit: z.int(),
  used_today: z.int(),
  minute_limit: z.int().nullable(),
  used_this_minute: z.int(),
});
const tokensView = z.object({
  tokens: z.array(tokenView).describe('The newest first'),
  forced_today: z.object({ used: z.int(), limit: z.int() }),
  quotas: z.array(quotaView),
});
const tokensQuery = z.strictObject({
  state: z.enum(['alive', 'all']).default('alive').describe('all: dead ones too'),
});

/** The global tokens of an account, and what befalls them from outside. */
export const tokenRoutes = [
  route({
    method: 'GET',
    path: '/accounts/{key}/tokens',
    summary: 'The global tokens of an account without their values, and what is left of its quotas',
    query: tokensQuery,
    answer: tokensView,
    run: ({ world, path, query }) => {
      const { appId } = world.accounts.get(path['key']!);
      const shown = world.globalTokens
        .list(appId)
        .filter(({ state }) => query.state === 'all' || state === 'current' || state === 'overlap')
        .slice(-SHOWN_TOKENS)
        .reverse();
      return {
        tokens: shown.map(viewToken),
        forced_today: { used: world.globalTokens.forcedToday(appId), limit: FORCED_A_DAY },
        quotas: viewQuotas(world, appId),
      };
    },
  }),
  route({
    method: 'POST',
    path: '/accounts/{key}/stranger',
    summary: 'Somebody else with the same appid and secret fetches a global token',
    body: z.strictObject({ family: z.enum(TOKEN_FAMILIES), force: z.boolean().default(false) }),
    answer: z.object({ fresh: z.boolean(), token: tokenView }),
    run: ({ world, path, body }) => {
      const account = world.accounts.get(path['key']!);
      const { token, fresh } = fetchAsStranger(account, body.family, body.force, world);
      return { fresh, token: viewToken(world.globalTokens.judge(token.value)!) };
    },
  }),
  route({
    method: 'POST',
    path: '/accounts/{key}/secret',
    summary: 'Resets the AppSecret; this answer alone shows the new one',
    body: z.strictObject({ secret: z.string().min(1).max(128).optional() }),
    answer: z.object({ secret: z.string() }),
    run: ({ world, path, body }) => {
      const secret = body.secret ?? world.random.bytes(16).toString('hex');
      world.resetSecret(path['key']!, secret);
      return { secret };
    },
  }),
  route({
    method: 'POST',
    path: '/accounts/{key}/confirmations',
    summary: 'The administrator lets an address fetch tokens, or refuses it (89507, the second time 89506)',
    body: z.strictObject({ ip: z.union([z.ipv4(), z.ipv6()]), approved: z.boolean() }),
    run: ({ world, path, body }) =>
      world.confirmations.decide(world.accounts.get(path['key']!).appId, body.ip, body.approved),
  }),
  route({
    method: 'PUT',
    path: '/accounts/{key}/quota',
    summary: 'Gives an account other limits for one address (45009, 45011)',
    body: z.strictObject({
      path: z.enum(Object.keys(API_LIMITS)),
      daily_limit: z.int().min(0),
      minute_limit: z.int().min(0).optional(),
    }),
    answer: z.object({ quotas: z.array(quotaView) }),
    run: ({ world, path, body }) => {
      const { appId } = world.accounts.get(path['key']!);
      world.quotas.allow(appId, body.path, { day: body.daily_limit, minute: body.minute_limit });
      return { quotas: viewQuotas(world, appId) };
    },
  }),
];

function viewToken({ token, state }: Verdict): z.infer<typeof tokenView> {
  return {
    family: token.family,
    digest: tokenDigest(token.value),
    prefix: token.value.slice(0, PREFIX_CHARACTERS),
    state,
    issued_at: new Date(token.issuedAtMs).toISOString(),
    expires_at: new Date(token.lapsesAtMs).toISOString(),
    works_until: new Date(Math.min(token.lapsesAtMs, token.diesAtMs ?? Infinity)).toISOString(),
  };
}

function viewQuotas(world: World, appId: string): z.infer<typeof quotaView>[] {
  return Object.keys(API_LIMITS).map((path) => {
    const { limit, usedToday, usedThisMinute } = world.quotas.usage(appId, path)!;
    return {
      path,
      daily_limit: limit.day,
      used_today: usedToday,
      minute_limit: limit.minute ?? null,
      used_this_minute: usedThisMinute,
    };
  });
}
