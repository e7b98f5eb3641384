import { z } from 'zod';
import { InvalidInput } from '../../kernel/errors/problem.js';
import { numberedPersona, personaSchema, type Persona } from '../personas/persona.js';
import type { World } from '../world.js';
import { crowdNumberOf } from './crowd-persona.js';
import { describeFollowers, followersDescription, furnishFollowers } from './followers-description.js';

/** Everybody of a world in a file: personas, and who follows which account. */
export const peopleDescription = z.strictObject({
  personas: z.array(personaSchema).min(1).max(10_000),
  default_persona: z.string().max(64).describe('One of these, a numbered visitor, or one of a crowd'),
  followers: z.record(z.string().max(64), followersDescription).default({}).describe('By account key'),
});

export type PeopleDescription = z.output<typeof peopleDescription>;

/** Everybody as they are now. Of a crowd only its size and seed is told, and who differs. */
export function describePeople(world: World): PeopleDescription {
  const followers = world.accounts
    .list()
    .map((account) => [account.key, describeFollowers(world.followers.of(account))] as const);
  return {
    personas: world.personas.list().filter(isNoneOfACrowd).map(plain),
    default_persona: world.personas.default.id,
    followers: Object.fromEntries(followers),
  };
}

/** These people and no others, from now on. Nothing changes where something is wrong. @throws InvalidInput */
export function furnishPeople(world: World, people: PeopleDescription): void {
  const faults = [...faultsOfPersonas(people, world), ...faultsOfFollowers(people, world)];
  if (faults.length > 0) throw new InvalidInput(faults);
  world.personas.replace(people.personas, people.personas[0]!.id);
  world.followers.clear();
  for (const [key, description] of Object.entries(people.followers))
    furnishFollowers(world.followers.of(world.accounts.get(key)), description);
  world.personas.makeDefault(people.default_persona);
}

interface Fault {
  readonly field: string;
  readonly message: string;
}

function* faultsOfPersonas(
  { personas, default_persona: first, followers }: PeopleDescription,
  world: World,
): Generator<Fault> {
  const ids = new Set<string>();
  const keys = new Set(world.accounts.list().map(({ key }) => key));
  for (const [at, { id, follows }] of personas.entries()) {
    if (ids.has(id)) yield { field: `personas.${at}.id`, message: `"${id}" is there twice` };
    if (crowdNumberOf(id) !== null)
      yield { field: `personas.${at}.id`, message: `"${id}" is one of the crowd` };
    ids.add(id);
    for (const [place, key] of follows.entries())
      if (!keys.has(key)) yield { field: `personas.${at}.follows.${place}`, message: `no account "${key}"` };
  }
  const crowd = Math.max(0, ...Object.values(followers).map((each) => each.crowd?.count ?? 0));
  const computed = numberedPersona(first) !== null || (crowdNumberOf(first) ?? crowd) < crowd;
  if (!ids.has(first) && !computed)
    yield { field: 'default_persona', message: `"${first}" is none of these personas` };
}

function* faultsOfFollowers({ followers }: PeopleDescription, world: World): Generator<Fault> {
  const keys = new Set(world.accounts.list().map(({ key }) => key));
  for (const [key, { tags }] of Object.entries(followers)) {
    if (!keys.has(key)) yield { field: `followers.${key}`, message: `no account "${key}"` };
    const known = new Set<number | string>();
    for (const [at, { id, name }] of tags.entries()) {
      if (known.has(id)) yield { field: `followers.${key}.tags.${at}.id`, message: `${id} is there twice` };
      if (known.has(name))
        yield { field: `followers.${key}.tags.${at}.name`, message: `"${name}" is there twice` };
      known.add(id).add(name);
    }
  }
}

function isNoneOfACrowd({ crowd }: Persona): boolean {
  return crowd === undefined;
}

function plain(persona: Persona): z.output<typeof personaSchema> {
  return { ...persona, follows: [...persona.follows] };
}
