import { z } from 'zod';
import { tokenDigest } from '../global-tokens/global-tokens.js';
import { faultRuleSchema, type Faults } from '../traffic/faults.js';
import { errcodeOf, type JournalEntry } from '../traffic/journal.js';
import { maskCredentials } from '../traffic/mask.js';
import { route } from './route.js';

const MAX_FAULTS = 100;

const entryView = z.object({
  seq: z.int(),
  at: z.iso.datetime().describe("In the sandbox's time"),
  method: z.string(),
  path: z.string(),
  query: z.string().describe('As sent; the app secret masked, a global token but for its beginning'),
  request_body: z.string(),
  persona: z.string().nullable(),
  login: z.string().nullable().describe('The same for the calls of one login'),
  rule: z.string().nullable().describe('By which the call was refused'),
  status: z.int().describe('0 where the connection was cut'),
  errcode: z.int().nullable(),
  location: z.string().nullable(),
  content_type: z.string().nullable(),
  body: z.string(),
});
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
      entries: world.journal.list(query).map(viewEntry),
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

function viewEntry(entry: JournalEntry): z.infer<typeof entryView> {
  const { atMs, requestBody, contentType, ...rest } = entry;
  const shown = entry.path.startsWith('/cgi-bin/') ? maskCredentials : (text: string) => text;
  return {
    ...rest,
    at: new Date(atMs).toISOString(),
    query: shown(entry.query),
    request_body: requestBody,
    content_type: contentType,
    errcode: errcodeOf(entry.body),
    body: shown(entry.body),
  };
}
