import { z } from 'zod';
import { listRules } from '../rules.js';
import { switchesSchema } from '../switches.js';
import type { World } from '../world.js';
import { route } from './route.js';

const TEN_YEARS_SECONDS = 315_576_000;

const clockView = z.object({ now: z.iso.datetime(), offset_seconds: z.number() });
const revocation = z.strictObject({ persona: z.string().max(64), account: z.string().max(64) });
const ruleView = z.object({
  id: z.string(),
  surface: z.string(),
  code: z.int().nullable(),
  text: z.string(),
  source: z.string(),
  wording: z.literal('guessed').optional().describe('The code is known, its text is not'),
  certainty: z.string(),
});

/** The world as a whole: health, clock, switches, rules, revocation, reset. */
export const worldRoutes = [
  route({
    method: 'GET',
    path: '/health',
    summary: 'Whether the sandbox is up',
    answer: z.object({
      status: z.literal('ok'),
      url: z.string(),
      app_url: z.string().nullable(),
      now: z.iso.datetime(),
    }),
    run: ({ world }) => ({
      status: 'ok',
      url: world.url,
      app_url: world.appUrl,
      now: world.clock.now().toISOString(),
    }),
  }),
  route({
    method: 'GET',
    path: '/clock',
    summary: "WeChat's time",
    answer: clockView,
    run: ({ world }) => viewClock(world),
  }),
  route({
    method: 'POST',
    path: '/clock',
    summary: 'Moves time forward; codes, tokens, sheets and limits obey',
    body: z.strictObject({ advance_seconds: z.number().min(0).max(TEN_YEARS_SECONDS) }),
    answer: clockView,
    run: ({ world, body }) => {
      world.clock.advance(body.advance_seconds);
      return viewClock(world);
    },
  }),
  route({
    method: 'GET',
    path: '/switches',
    summary: 'How this WeChat behaves where sources disagree',
    answer: switchesSchema,
    run: ({ world }) => world.switches,
  }),
  route({
    method: 'PATCH',
    path: '/switches',
    summary: 'Turns some switches',
    body: switchesSchema.partial(),
    answer: switchesSchema,
    run: ({ world, body }) => world.turn(body),
  }),
  route({
    method: 'GET',
    path: '/rules',
    summary: 'Every refusal this WeChat knows, with its source and how sure it is',
    answer: z.object({ rules: z.array(ruleView) }),
    run: () => ({ rules: listRules() }),
  }),
  route({
    method: 'POST',
    path: '/revoke',
    summary: "Voids a persona's user tokens for an account, as a changed password does (42007)",
    body: revocation,
    answer: z.object({ revoked: z.int() }),
    run: ({ world, body }) => {
      const { appId } = world.accounts.get(body.account);
      return { revoked: world.grants.revoke(world.personas.get(body.persona).id, appId) };
    },
  }),
  route({
    method: 'POST',
    path: '/reset',
    summary: 'Back to the first day',
    run: ({ world }) => world.reset(),
  }),
];

function viewClock(world: World) {
  return { now: world.clock.now().toISOString(), offset_seconds: world.clock.offsetSeconds };
}
