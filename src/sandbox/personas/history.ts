import type { SandboxClock } from '../sandbox-clock.js';

export const PERSONA_DEEDS = ['login', 'consent', 'refusal', 'follow', 'leave', 'message', 'scan'] as const;

/** Something a persona did. */
export interface Deed {
  readonly kind: (typeof PERSONA_DEEDS)[number];
  /** The key of the account it was done with. */
  readonly account: string;
  /** What else is to be said: a scope, how they came to follow, a message's text. */
  readonly detail: string;
}

/** A deed and its time on the sandbox's clock, milliseconds since 1970. */
export type DatedDeed = Deed & { readonly atMs: number };

const DEEDS_OF_ONE = 200;
const PEOPLE = 2000;
const DETAIL_CHARACTERS = 500;

/** What each persona did, oldest first: the newest 200 deeds of the 2,000 who last did something. */
export class History {
  private readonly byPersona = new Map<string, DatedDeed[]>();

  constructor(private readonly clock: SandboxClock) {}

  note(personaId: string, { kind, account, detail }: Deed): void {
    const deeds = this.byPersona.get(personaId) ?? [];
    this.byPersona.delete(personaId);
    this.byPersona.set(personaId, deeds);
    deeds.push({ kind, account, detail: detail.slice(0, DETAIL_CHARACTERS), atMs: this.clock.nowMs() });
    if (deeds.length > DEEDS_OF_ONE) deeds.shift();
    if (this.byPersona.size > PEOPLE) this.byPersona.delete(this.byPersona.keys().next().value!);
  }

  of(personaId: string): readonly DatedDeed[] {
    return this.byPersona.get(personaId) ?? [];
  }

  clear(): void {
    this.byPersona.clear();
  }
}
