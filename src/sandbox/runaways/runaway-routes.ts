import { z } from 'zod';
import { route } from '../control/route.js';
import type { World } from '../world.js';
import { RUNAWAY_KINDS, type Runaway } from './runaway.js';
import { wordsOf } from './runaway-words.js';

const worded = z.object({ zh: z.string(), en: z.string() });
const runawayView = z.object({
  id: z.int(),
  kind: z.enum(RUNAWAY_KINDS),
  path: z.string().describe('The API, or the page that asks for authorization'),
  account: z.string().nullable(),
  caller: z.string().nullable(),
  agent: z.string().nullable(),
  persona: z.string().nullable(),
  errcode: z.int().nullable(),
  count: z.int().describe('The most calls within one second, or authorizations in a row'),
  began_at: z.iso.datetime(),
  last_at: z.iso.datetime(),
  began_ms_ago: z.int().describe('In real time'),
  what: worded,
  cause: worded.describe('What is most likely wrong with the program'),
});

/** Programs that seem to call for ever. */
export const runawayRoutes = [
  route({
    method: 'GET',
    path: '/runaways',
    summary: 'Programs that seem to recurse for ever, and why, in words; the newest last',
    answer: z.object({ runaways: z.array(runawayView) }),
    run: ({ world }) => ({ runaways: world.runaways.list().map((runaway) => viewRunaway(runaway, world)) }),
  }),
  route({
    method: 'DELETE',
    path: '/runaways',
    summary: 'Forgets them',
    run: ({ world }) => world.runaways.clear(),
  }),
];

function viewRunaway(runaway: Runaway, world: World): z.infer<typeof runawayView> {
  const { id, kind, path, appId, caller, agent, persona, errcode, count } = runaway;
  const account = appId === null ? null : (world.accounts.findByAppId(appId)?.key ?? null);
  return {
    id,
    kind,
    path,
    account,
    caller,
    agent,
    persona,
    errcode: errcode === 0 ? null : errcode,
    count,
    began_at: new Date(runaway.beganAtMs).toISOString(),
    last_at: new Date(runaway.lastAtMs).toISOString(),
    began_ms_ago: Math.max(0, world.clock.realMs() - runaway.beganRealMs),
    ...wordsOf(runaway),
  };
}
