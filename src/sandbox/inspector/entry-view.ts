import { z } from 'zod';
import { errcodeOf, type JournalEntry } from '../traffic/journal.js';
import { maskCredentials } from '../traffic/mask.js';
import type { World } from '../world.js';
import { curlOf } from './curl.js';

/** An entry of the journal as programs and the inspector see it: nothing secret is whole. */
export const entryView = z.object({
  seq: z.int(),
  at: z.iso.datetime().describe("In the sandbox's time"),
  method: z.string(),
  path: z.string(),
  query: z
    .string()
    .describe('As sent; app secrets masked, tokens, tickets and codes but for their beginning'),
  request_body: z.string(),
  persona: z.string().nullable(),
  login: z.string().nullable().describe('The same for the calls of one login'),
  account: z.string().nullable().describe('Key of the account it spoke for'),
  caller: z.string().nullable().describe("The caller's IP address"),
  agent: z.string().nullable().describe('What the caller calls itself'),
  rule: z.string().nullable().describe('By which the call was refused'),
  fault: z.string().nullable().describe('That struck, by its name'),
  status: z.int().describe('0 where the connection was cut'),
  errcode: z.int().nullable(),
  location: z.string().nullable(),
  content_type: z.string().nullable(),
  body: z.string(),
  curl: z.string().describe('The same request, with variables in place of what is secret'),
});

/** Shorter ones, which a test may have given an account, would hide half of each text. */
const LEAST_SECRET_CHARACTERS = 8;

/** What may be shown of an entry. */
export function viewEntry(entry: JournalEntry, world: World): z.infer<typeof entryView> {
  const secrets = world.accounts
    .list()
    .map(({ secret }) => secret)
    .filter(({ length }) => length >= LEAST_SECRET_CHARACTERS);
  const shown = (text: string): string =>
    secrets.reduce((left, secret) => left.replaceAll(secret, '***'), maskCredentials(text));
  const masked = { ...entry, query: shown(entry.query), requestBody: shown(entry.requestBody) };
  return {
    seq: entry.seq,
    at: new Date(entry.atMs).toISOString(),
    method: entry.method,
    path: entry.path,
    query: masked.query,
    request_body: masked.requestBody,
    persona: entry.persona,
    login: entry.login,
    account: entry.appId ? (world.accounts.findByAppId(entry.appId)?.key ?? null) : null,
    caller: entry.caller ?? null,
    agent: entry.agent ?? null,
    rule: entry.rule,
    fault: entry.fault ?? null,
    status: entry.status,
    errcode: errcodeOf(entry.body),
    location: entry.location === null ? null : shown(entry.location),
    content_type: entry.contentType,
    body: shown(entry.body),
    curl: curlOf(masked, world.url),
  };
}
