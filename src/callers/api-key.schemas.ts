import { z } from 'zod';
import { accountKey } from '../accounts/account.schemas.js';
import { API_SCOPES } from './api-scopes.js';
import { isNetwork } from './networks.js';

/** What an operator says of a new key. */
export const newApiKey = z.strictObject({
  name: z.string().trim().min(1).max(60),
  scopes: z
    .array(z.enum(API_SCOPES, { error: `must be of ${API_SCOPES.join(', ')}` }))
    .min(1, 'at least one of them')
    .transform((scopes) => API_SCOPES.filter((scope) => scopes.includes(scope))),
  /** Key of the one account it opens; every account when absent. */
  account: accountKey.nullable().default(null),
  /** Networks it may be used from; anywhere when empty. */
  cidrs: z
    .array(z.string().refine(isNetwork, 'networks look like 10.0.0.0/8 or 2001:db8::/32'))
    .max(64)
    .transform((cidrs) => [...new Set(cidrs)])
    .default([]),
  /** Days after which it lapses by itself; never when absent. */
  days: z
    .int('a whole number of days')
    .min(1, 'at least 1')
    .max(3_650, 'at most 3650')
    .nullable()
    .default(null),
});

export type NewApiKey = z.output<typeof newApiKey>;
