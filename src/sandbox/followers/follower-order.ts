import { identityOf } from '../personas/identity.js';
import type { Persona } from '../personas/persona.js';
import type { Personas } from '../personas/personas.js';
import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { AccountFollowers } from './account-followers.js';

/** The order in which an account's followers are listed: the crowd by number, then personas as they were added. */
export class FollowerOrder {
  constructor(
    private readonly personas: Personas,
    private readonly personaOf: (openid: string, account: SandboxAccount) => Persona | null,
  ) {}

  total(account: SandboxAccount, kept: AccountFollowers): number {
    return kept.crowdFollowing + this.personasOf(account).length;
  }

  /** Those that come after one of them, who may have left since; at most `limit`. @throws Refusal 40003 */
  page(account: SandboxAccount, kept: AccountFollowers, after: string | null, limit: number): string[] {
    const inCrowd = after === null ? -1 : (kept.crowd?.numberOf(after) ?? null);
    const found = inCrowd === null ? [] : kept.crowdAfter(inCrowd, limit);
    if (found.length === limit) return found;
    const personas = this.personasOf(account);
    const first = inCrowd === null ? this.placeAfter(after!, account, personas) : 0;
    for (const { openid } of personas.slice(first, first + limit - found.length)) found.push(openid);
    return found;
  }

  private personasOf(account: SandboxAccount): { persona: Persona; openid: string }[] {
    return this.personas
      .list()
      .filter((persona) => !persona.crowd && persona.follows.includes(account.key))
      .map((persona) => ({ persona, openid: identityOf(account, { persona, snapshot: false }).openid }));
  }

  /** Where to go on among the personas after somebody, who may have left since. */
  private placeAfter(openid: string, account: SandboxAccount, following: { persona: Persona }[]): number {
    const places = new Map(this.personas.list().map(({ id }, place) => [id, place]));
    const place = places.get(this.personaOf(openid, account)?.id ?? '');
    if (place === undefined) throw new Refusal('cgi.openid');
    return following.filter(({ persona }) => places.get(persona.id)! <= place).length;
  }
}
