import { z } from 'zod';
import { tokenDigest } from '../global-tokens/global-tokens.js';
import { faultRuleSchema, type Faults } from '../traffic/faults.js';
import { entryView, viewEntry } from '../inspector/entry-view.js';
import { journalEvents } from '../inspector/journal-events.js';
import { LAPSE_KINDS, lapses } from '../inspector/lapses.js';
import { EventStream, route } from './route.js';

const MAX_FAULTS = 100;

const journalView = z.object({
  newest_seq: z.int(),
  counts: z.record(z.string(), z.int()).describe('Calls by path since the journal was cleared'),
  entries: z.array(entryView),
});
const journalQuery = z.strictObject({
  path: z.string().max(200).optional().describe('Exact, or a prefix followed by *'),
  login: z.string().max(200).optional(),
  since: z.coerce.number().int().min(0).optional().describe('Only entries after this number'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(20_000)
    .optional()
    .describe('The newest so many, 1000 when absent'),
});
const lapseView = z.object({
  kind: z.enum(LAPSE_KINDS),
  count: z.int().describe('How many of this kind are alive'),
  next_at: z.iso.datetime().describe('When the first of them ends'),
  seconds: z.int().describe('Until then'),
});
const faultsView = z.object({ faults: z.array(faultRuleSchema.extend({ hits: z.int() })) });

/** What was asked of WeChat, and what goes wrong with it. */
export const trafficRoutes = [
  route({
    method: 'GET',
    path: '/journal',
    summary: 'The requests to WeChat, oldest first',
    query: journalQuery,
    answer: journalView,
    run: ({ world, query }) => ({
      newest_seq: world.journal.newestSeq,
      counts: world.journal.counts(),
      entries: world.journal.list(query).map((entry) => viewEntry(entry, world)),
    }),
  }),
  route({
    method: 'GET',
    path: '/journal/stream',
    summary: 'The same, live, as server-sent events: `entry` for each request, `cleared` when it was cleared',
    query: z.strictObject({ since: z.coerce.number().int().min(0).default(0) }),
    answer: entryView.describe('The data of an event named entry'),
    answerType: 'text/event-stream',
    run: ({ world, query, call }) => new EventStream((send) => journalEvents(world, call, query.since, send)),
  }),
  route({
    method: 'GET',
    path: '/lapses',
    summary: 'What lapses next, of each kind, the soonest first',
    answer: z.object({ lapses: z.array(lapseView) }),
    run: ({ world }) => ({
      lapses: lapses(world).map(({ kind, count, nextAtMs }) => ({
        kind,
        count,
        next_at: new Date(nextAtMs).toISOString(),
        seconds: Math.ceil((nextAtMs - world.clock.nowMs()) / 1000),
      })),
    }),
  }),
  route({
    method: 'DELETE',
    path: '/journal',
    summary: 'Forgets them; numbers go on',
    run: ({ world }) => world.journal.clear(),
  }),
  route({
    method: 'GET',
    path: '/faults',
    summary: 'The faults in force, and how often each struck',
    answer: faultsView,
    run: ({ world }) => viewFaults(world.faults),
  }),
  route({
    method: 'PUT',
    path: '/faults',
    summary: 'Puts these faults in force instead of the present ones; the first that matches a call strikes',
    body: z.strictObject({ faults: z.array(faultRuleSchema).max(MAX_FAULTS) }),
    answer: faultsView,
    run: ({ world, body }) => {
      world.faults.replace(body.faults);
      return viewFaults(world.faults);
    },
  }),
  route({
    method: 'DELETE',
    path: '/faults',
    summary: 'Heals everything',
    run: ({ world }) => world.faults.clear(),
  }),
];

/** A token's value is shown as its digest, which names it as well. */
function viewFaults(faults: Faults): z.infer<typeof faultsView> {
  const shown = faults.list().map(({ accessToken, ...rule }) => ({
    ...rule,
    ...(accessToken === undefined ? {} : { accessToken: digestOf(accessToken) }),
  }));
  return { faults: shown };
}

function digestOf(nameOrValue: string): string {
  return /^[0-9a-f]{16}$/.test(nameOrValue) ? nameOrValue : tokenDigest(nameOrValue);
}
