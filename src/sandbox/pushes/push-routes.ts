import { z } from 'zod';
import { route } from '../control/route.js';
import { withPicture } from '../media/with-picture.js';
import { identityOf } from '../personas/identity.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';
import { shakeHands } from './handshake.js';
import { odditiesSchema } from './oddities.js';
import { pushMessageSchema } from './push-message.js';
import type { PushRecord } from './push-record.js';
import { originalIdOf, requireFitSettings } from './push-settings.js';
import { PUSH_MODES, type PushTerms } from './push-terms.js';
import { pushLogView, pushView, viewPush } from './push-view.js';

const settingsBody = z.strictObject({
  url: z.string().max(1000),
  token: z.string().max(64).describe('3 to 32 letters and digits; never shown again'),
  aes_key: z
    .string()
    .max(64)
    .nullable()
    .default(null)
    .describe('EncodingAESKey, 43 letters and digits; never shown again'),
  mode: z.enum(PUSH_MODES).default('plain'),
  previous_key_seconds: z
    .int()
    .min(0)
    .max(2_592_000)
    .default(0)
    .describe('Where the key changes: pushes are encrypted with the one before for so long'),
  verify: z.boolean().default(true).describe('Ask the address first, as the console does on saving'),
});
const settingsView = z.object({
  url: z.string().nullable(),
  mode: z.enum(PUSH_MODES),
  token_set: z.boolean(),
  aes_key_set: z.boolean(),
  previous_aes_key_set: z.boolean().describe('Answers may be encrypted with the key before, too'),
  previous_key_until: z.iso
    .datetime()
    .nullable()
    .describe('Until then pushes are encrypted with the key before'),
  original_id: z.string().describe("The account's gh_ id: ToUserName of its pushes"),
});
const order = z.strictObject({
  persona: z.string().max(64).optional(),
  openid: z.string().min(1).max(64).optional().describe('Anybody at all, in place of a persona'),
  message: pushMessageSchema,
  odd: odditiesSchema.prefault({}).describe('What is unusual or wrong about its delivery'),
});

/** What the platform pushes: settings, sending, the journal. */
export const pushRoutes = [
  route({
    method: 'GET',
    path: '/accounts/{key}/push',
    summary: 'Where pushes go',
    answer: settingsView,
    run: ({ world, path }) => viewSettings(world.accounts.get(path['key']!)),
  }),
  route({
    method: 'PUT',
    path: '/accounts/{key}/push',
    summary: 'Saves address, token, key and mode as the console does: the address must echo first',
    body: settingsBody,
    answer: settingsView,
    run: async ({
      world,
      path,
      body: { verify, aes_key: aesKey, previous_key_seconds: seconds, ...rest },
    }) => {
      const account = world.accounts.get(path['key']!);
      const settings = {
        ...rest,
        aesKey,
        ...keyBefore(account, aesKey, world.clock.nowMs() + seconds * 1000),
      };
      requireFitSettings(settings, account);
      if (verify) await shakeHands(settings, world.pushes.courier, world.clock, world.random);
      const { url, ...push } = settings;
      return viewSettings(world.accounts.change(account.key, { pushUrl: url, push }));
    },
  }),
  route({
    method: 'POST',
    path: '/accounts/{key}/pushes',
    summary: 'Pushes something in the name of a persona or of any openid, and waits for what becomes of it',
    body: z.strictObject({
      pushes: z.array(order).min(1).max(50),
      order: z
        .enum(['given', 'reversed', 'at-once'])
        .default('given')
        .describe('In which they are delivered; they arise in the order given'),
      wait: z.boolean().default(true).describe('False: answer at once, they are on their way'),
    }),
    answer: z.object({ pushes: z.array(pushView) }),
    run: async ({ world, path, body }) => {
      const account = world.accounts.get(path['key']!);
      const made = body.pushes.map((each) => prepare(each, account, world));
      const under = deliverAll(made, body.order, world);
      if (body.wait) await under;
      return { pushes: made.map(({ id }) => viewPush(world.pushes.get(id))) };
    },
  }),
  route({
    method: 'GET',
    path: '/pushes',
    summary: 'The pushes, oldest first: bytes, attempts, answers',
    query: z.strictObject({
      account: z.string().max(64).optional(),
      openid: z.string().max(64).optional(),
      limit: z.coerce.number().int().min(1).max(2000).optional(),
    }),
    answer: pushLogView,
    run: ({ world, query }) => ({ pushes: world.pushes.list(query).map(viewPush) }),
  }),
  route({
    method: 'DELETE',
    path: '/pushes',
    summary: 'Forgets them; what is on its way goes on',
    run: ({ world }) => world.pushes.forget(),
  }),
  route({
    method: 'POST',
    path: '/pushes/{id}/replay',
    summary: 'Sends the very bytes of an earlier push once more',
    answer: pushView,
    run: async ({ world, path }) => {
      const record = world.pushes.again(path['id']!);
      await world.pushes.deliver(record);
      return viewPush(world.pushes.get(record.id));
    },
  }),
];

function prepare(each: z.output<typeof order>, account: SandboxAccount, world: World): PushRecord {
  const persona =
    each.openid === undefined ? world.personas.get(each.persona ?? world.personas.default.id) : null;
  const openid = each.openid ?? identityOf(account, { persona: persona!, snapshot: false }).openid;
  return world.pushes.prepare({
    account,
    openid,
    persona: persona?.id ?? null,
    message: withPicture(each.message, account, world),
    oddities: each.odd,
  });
}

async function deliverAll(made: readonly PushRecord[], how: string, world: World): Promise<void> {
  if (how === 'at-once') {
    await Promise.all(made.map((record) => world.conversations.converse(record)));
    return;
  }
  for (const record of how === 'reversed' ? [...made].reverse() : made)
    await world.conversations.converse(record);
}

/** What a saved key makes of the one before: it stays good for answers until the next change. */
function keyBefore(
  { push }: SandboxAccount,
  aesKey: string | null,
  untilMs: number,
): Pick<PushTerms, 'previousAesKey' | 'previousUntilMs'> {
  const before = push?.aesKey ?? null;
  if (before === null || aesKey === null) return {};
  if (before !== aesKey) return { previousAesKey: before, previousUntilMs: untilMs };
  const { previousAesKey, previousUntilMs } = push ?? {};
  return { previousAesKey: previousAesKey ?? null, previousUntilMs: previousUntilMs ?? null };
}

function viewSettings(account: SandboxAccount): z.infer<typeof settingsView> {
  const untilMs = account.push?.previousUntilMs;
  return {
    url: account.pushUrl ?? null,
    mode: account.push?.mode ?? 'plain',
    token_set: account.push !== undefined && account.push !== null,
    aes_key_set: Boolean(account.push?.aesKey),
    previous_aes_key_set: Boolean(account.push?.previousAesKey),
    previous_key_until: untilMs ? new Date(untilMs).toISOString() : null,
    original_id: originalIdOf(account),
  };
}
