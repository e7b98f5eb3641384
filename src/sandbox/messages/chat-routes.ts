import { z } from 'zod';
import { route } from '../control/route.js';
import type { Call } from '../http/call.js';
import { withPicture } from '../media/with-picture.js';
import { identityOf } from '../personas/identity.js';
import type { Persona } from '../personas/persona.js';
import { visitorOf } from '../personas/visitor-of.js';
import { pushMessageSchema, type PushMessage } from '../pushes/push-message.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';
import type { ChatItem } from './chat.js';
import type { MenuButton } from './menus.js';
import { tapped } from './menu-tap.js';

const who = z.string().max(64).optional().describe('Who holds the phone of this browser, when absent');
const act = z.strictObject({ persona: who });
const outcome = z.object({
  kind: z.string().describe('unsent, silence, reply or fault'),
  rule: z.string().nullable(),
});
const menuView = z.array(z.record(z.string(), z.unknown()));
const itemView = z.object({
  seq: z.int(),
  at: z.iso.datetime(),
  from: z.enum(['user', 'account', 'platform']),
  content: z.record(z.string(), z.unknown()),
  push: z.string().nullable(),
});
const chatView = z.object({
  account: z.object({ key: z.string(), name: z.string() }),
  persona: z.string(),
  openid: z.string(),
  follows: z.boolean(),
  pushes: z.boolean().describe('Whether the account has a push address'),
  typing: z.boolean(),
  menu: menuView,
  items: z.array(itemView),
});

/** The chat of somebody with an account: what the phone shows, and what is done on it. */
export const chatRoutes = [
  route({
    method: 'GET',
    path: '/chats/{key}',
    summary: 'The chat with an account, its menu, and whether they follow',
    query: z.strictObject({ persona: who, since: z.coerce.number().int().min(0).optional() }),
    answer: chatView,
    run: ({ world, call, path, query }) => {
      const account = world.accounts.get(path['key']!);
      const persona = holder(query.persona, call, world);
      const { openid } = identityOf(account, { persona, snapshot: false });
      const { chats, typing } = world.conversations;
      return {
        account: { key: account.key, name: account.name },
        persona: persona.id,
        openid,
        follows: persona.follows.includes(account.key),
        pushes: Boolean(account.pushUrl && account.push),
        typing: typing.find(`${account.appId} ${openid}`) !== null,
        menu: (world.menus.find(account) ?? []) as MenuButton[],
        items: chats.list(account, openid, query.since).map(viewItem),
      };
    },
  }),
  route({
    method: 'POST',
    path: '/chats/{key}/messages',
    summary: 'They write, send or scan something; answers when the account has',
    body: act.extend({ message: pushMessageSchema }),
    answer: outcome,
    run: async ({ world, call, path, body }) =>
      viewOutcome(
        await said(world, world.accounts.get(path['key']!), holder(body.persona, call, world), body.message),
      ),
  }),
  route({
    method: 'POST',
    path: '/chats/{key}/taps',
    summary: 'They tap a button of the menu, named by its place: [1], or [1, 0] for one in its list',
    body: act.extend({ place: z.array(z.int().min(0).max(9)).min(1).max(2) }),
    answer: outcome.extend({ opens: z.string().nullable().describe('The page it opens') }),
    run: async ({ world, call, path, body }) => {
      const account = world.accounts.get(path['key']!);
      const persona = holder(body.persona, call, world);
      const { message, opens } = tapped(world.menus.find(account) ?? [], body.place);
      const done = message ? await said(world, account, persona, message) : { kind: 'unsent' as const };
      return { ...viewOutcome(done), opens };
    },
  }),
  route({
    method: 'POST',
    path: '/chats/{key}/follow',
    summary: 'They begin to follow, by a QR code with a scene or without; the account is told',
    body: act.extend({ scene: z.string().min(1).max(64).optional() }),
    answer: z.object({ follows: z.literal(true) }),
    run: ({ world, call, path, body: { persona, scene } }) => {
      const number = scene !== undefined && /^[1-9]\d{0,9}$/.test(scene) ? Number(scene) : 0;
      const approach = scene === undefined ? {} : { qrScene: number, qrSceneText: number === 0 ? scene : '' };
      world.followers.follow(holder(persona, call, world).id, path['key']!, approach);
      return { follows: true };
    },
  }),
  route({
    method: 'POST',
    path: '/chats/{key}/leave',
    summary: 'They leave; the account is told',
    body: act,
    answer: z.object({ follows: z.literal(false) }),
    run: ({ world, call, path, body }) => {
      world.followers.leave(holder(body.persona, call, world).id, path['key']!);
      return { follows: false };
    },
  }),
  route({
    method: 'GET',
    path: '/accounts/{key}/templates',
    summary: 'The templates an account may send',
    answer: z.object({
      templates: z.array(z.object({ id: z.string(), title: z.string(), content: z.string() })),
    }),
    run: ({ world, path }) => ({ templates: world.templates.list(world.accounts.get(path['key']!)) }),
  }),
  route({
    method: 'POST',
    path: '/accounts/{key}/templates',
    summary: 'Another template',
    status: 201,
    body: z.strictObject({
      id: z.string().min(1).max(64),
      title: z.string().min(1).max(40),
      content: z.string().max(2000).describe('A line each, with places such as {{keyword1.DATA}}'),
    }),
    answer: z.object({ id: z.string() }),
    run: ({ world, path, body }) => {
      world.templates.add(world.accounts.get(path['key']!), body);
      return { id: body.id };
    },
  }),
];

function holder(named: string | undefined, call: Call, world: World): Persona {
  return named === undefined ? visitorOf(call, world).persona : world.personas.get(named);
}

function viewOutcome(done: { kind: string; rule?: string | null }): z.infer<typeof outcome> {
  return { kind: done.kind, rule: done.rule ?? null };
}

function viewItem({ atMs, content, ...item }: ChatItem): z.infer<typeof itemView> {
  return { ...item, at: new Date(atMs).toISOString(), content: { ...content } };
}

/** They write or tap; noted in their history. */
function said(world: World, account: SandboxAccount, persona: Persona, message: PushMessage) {
  const detail = message.type === 'text' ? message.content : message.type;
  world.history.note(persona.id, { kind: 'message', account: account.key, detail });
  return world.conversations.say(account, persona, withPicture(message, account, world));
}
