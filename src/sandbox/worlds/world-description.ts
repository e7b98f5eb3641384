import { z } from 'zod';
import { accountOf, newAccount, viewAccount } from '../control/account-routes.js';
import { followersDescription, furnishFollowers } from '../followers/followers-description.js';
import { describePeople } from '../followers/people-description.js';
import { personaSchema } from '../personas/persona.js';
import { PUSH_MODES, type PushTerms } from '../pushes/push-terms.js';
import type { SandboxAccount } from '../sandbox-account.js';
import { switchesSchema } from '../switches.js';
import { faultRuleSchema } from '../traffic/faults.js';
import type { World } from '../world.js';

const TEN_YEARS_SECONDS = 315_576_000;

/** An account with what it otherwise keeps to itself. */
const wholeAccount = newAccount.extend({
  original_id: z.string().max(64).optional(),
  push: z
    .strictObject({
      token: z.string().max(64),
      aes_key: z.string().max(64).nullable(),
      mode: z.enum(PUSH_MODES),
      previous_aes_key: z.string().max(64).nullable().optional(),
      previous_key_until: z.iso.datetime().nullable().optional(),
    })
    .nullable()
    .optional()
    .describe('How pushes to push_url are signed and encrypted'),
});

/** A world in a file: what is set in it, not what happened in it. Sections left out are as on the first day. */
export const worldDescription = z.strictObject({
  lingpai_sandbox_world: z.literal(1).describe('What this is, and in which form'),
  clock: z.strictObject({ offset_seconds: z.number().min(0).max(TEN_YEARS_SECONDS) }).optional(),
  switches: switchesSchema.partial().optional(),
  accounts: z.array(wholeAccount).max(1000).optional().describe('All of them, secrets included'),
  personas: z
    .array(personaSchema)
    .max(10_000)
    .optional()
    .describe('Beside the ready ones, or in their place by the same id'),
  default_persona: z.string().max(64).optional(),
  followers: z.record(z.string().max(64), followersDescription).optional().describe('By account key'),
  faults: z.array(faultRuleSchema).max(100).optional(),
});

export type WorldDescription = z.infer<typeof worldDescription>;

/** A world as it is set now. It holds the accounts' secrets, which in a sandbox are nobody's. */
export function describeWorld(world: World): WorldDescription {
  return {
    lingpai_sandbox_world: 1,
    clock: { offset_seconds: world.clock.offsetSeconds },
    switches: world.switches,
    accounts: world.accounts.list().map(described),
    ...describePeople(world),
    faults: world.faults.list().map((live) => faultRuleSchema.strip().parse(live)),
  };
}

/** Makes a world what the description says; whatever happened in it is forgotten. @throws AlreadyThere, NoSuchAccount, NoSuchPersona */
export function furnishWorld(world: World, description: WorldDescription): void {
  world.reset();
  world.clock.advance(description.clock?.offset_seconds ?? 0);
  world.turn(description.switches ?? {});
  if (description.accounts) world.accounts.replace(description.accounts.map(furnished));
  for (const persona of description.personas ?? []) {
    if (world.personas.find(persona.id)) world.personas.change(persona.id, persona);
    else world.personas.add(persona);
  }
  for (const [key, followers] of Object.entries(description.followers ?? {}))
    furnishFollowers(world.followers.of(world.accounts.get(key)), followers);
  if (description.default_persona !== undefined) world.personas.makeDefault(description.default_persona);
  world.faults.replace(description.faults ?? []);
}

/** An account in the words of the control plane. */
function described(account: SandboxAccount): z.infer<typeof wholeAccount> {
  const { secret, originalId, push } = account;
  return {
    ...viewAccount(account),
    secret,
    ...(originalId === undefined ? {} : { original_id: originalId }),
    ...(push ? { push: describedTerms(push) } : {}),
  };
}

function furnished({ original_id: originalId, push, ...rest }: z.infer<typeof wholeAccount>): SandboxAccount {
  return {
    ...accountOf(rest),
    ...(originalId === undefined ? {} : { originalId }),
    ...(push ? { push: furnishedTerms(push) } : {}),
  };
}

type DescribedTerms = NonNullable<z.infer<typeof wholeAccount>['push']>;

function describedTerms({ token, aesKey, mode, previousAesKey, previousUntilMs }: PushTerms): DescribedTerms {
  const before = previousAesKey && {
    previous_aes_key: previousAesKey,
    previous_key_until: previousUntilMs ? new Date(previousUntilMs).toISOString() : null,
  };
  return { token, aes_key: aesKey, mode, ...before };
}

function furnishedTerms({ token, aes_key: aesKey, mode, ...before }: DescribedTerms): PushTerms {
  const { previous_aes_key: previousAesKey, previous_key_until: until } = before;
  const previousUntilMs = until ? Date.parse(until) : null;
  return { token, aesKey, mode, ...(previousAesKey && { previousAesKey, previousUntilMs }) };
}
