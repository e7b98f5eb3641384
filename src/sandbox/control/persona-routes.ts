import { z } from 'zod';
import { avatarPath } from '../personas/avatar-path.js';
import { identityOf } from '../personas/identity.js';
import { personaSchema, type Persona } from '../personas/persona.js';
import { hasFullService, visitorOf } from '../personas/visitor-of.js';
import { otherPhone } from '../phone/other-phone.js';
import type { World } from '../world.js';
import { route, WithHeaders } from './route.js';

const identityView = z.object({ openid: z.string(), unionid: z.string().nullable() });
const personaView = personaSchema.extend({
  picture: z.string().describe('Empty where they have none'),
  identities: z.record(z.string(), identityView).describe('By account key'),
});
const phoneView = z.object({
  persona: personaView,
  snapshot: z.boolean().describe('Whether business pages see the stand-in'),
  app_url: z.string().nullable(),
});

/** Personas, and who holds the phone. */
export const personaRoutes = [
  route({
    method: 'GET',
    path: '/personas',
    summary: 'Everybody, the default first named apart',
    answer: z.object({ default: z.string(), personas: z.array(personaView) }),
    run: ({ world }) => ({
      default: world.personas.default.id,
      personas: world.personas.list().map((persona) => viewPersona(persona, world)),
    }),
  }),
  route({
    method: 'POST',
    path: '/personas',
    summary: 'Somebody new',
    status: 201,
    body: personaSchema.partial().required({ id: true, nickname: true }),
    answer: personaView,
    run: ({ world, body }) => {
      const persona = { ...ORDINARY, title: body.nickname.slice(0, 40) || body.id, gloss: body.id, ...body };
      world.personas.add(persona);
      return viewPersona(persona, world);
    },
  }),
  route({
    method: 'PATCH',
    path: '/personas/{id}',
    summary: 'Changes somebody: a new nickname, another account followed',
    body: personaSchema.omit({ id: true }).partial(),
    answer: personaView,
    run: ({ world, path, body: { follows, ...changes } }) => {
      const accounts = (follows ?? []).map((key) => world.accounts.get(key));
      const { id, follows: before } = world.personas.change(path['id']!, changes);
      for (const { key } of accounts) world.followers.follow(id, key);
      if (follows) for (const key of before) if (!follows.includes(key)) world.followers.leave(id, key);
      return viewPersona(world.personas.get(id), world);
    },
  }),
  route({
    method: 'PUT',
    path: '/default-persona',
    summary: 'Who comes when a request names nobody',
    body: z.strictObject({ persona: z.string().max(64) }),
    answer: personaView,
    run: ({ world, body }) => {
      world.personas.makeDefault(body.persona);
      return viewPersona(world.personas.default, world);
    },
  }),
  route({
    method: 'GET',
    path: '/phone',
    summary: 'Who holds the phone of this browser',
    answer: phoneView,
    run: ({ world, call }) => {
      const { persona, snapshot } = visitorOf(call, world);
      const asked = world.snapshotPages.find(persona.id) !== null && !hasFullService(call);
      return { persona: viewPersona(persona, world), snapshot: snapshot || asked, app_url: world.appUrl };
    },
  }),
  route({
    method: 'POST',
    path: '/phone',
    summary: 'Hands this browser another phone: its other cookies for this host expire',
    body: z.strictObject({ persona: z.string().max(64), full_service: z.boolean().default(false) }),
    answer: phoneView,
    run: ({ world, call, body }) => {
      const persona = world.personas.get(body.persona);
      world.snapshotPages.take(persona.id);
      const view = {
        persona: viewPersona(persona, world),
        snapshot: persona.snapshot && !body.full_service,
        app_url: world.appUrl,
      };
      return new WithHeaders(view, { 'set-cookie': otherPhone(call.cookies, persona.id, body.full_service) });
    },
  }),
];

const ORDINARY = { avatar: true, follows: [], refuses: false, snapshot: false, unionid: true };

function viewPersona(persona: Persona, world: World) {
  const accounts = world.accounts.list();
  const identities = accounts.map((account) => [
    account.key,
    identityOf(account, { persona, snapshot: false }),
  ]);
  return {
    ...persona,
    picture: avatarPath(persona, 132),
    identities: Object.fromEntries(identities) as object,
  };
}
