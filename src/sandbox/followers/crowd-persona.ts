import type { Persona } from '../personas/persona.js';
import type { CrowdProfile } from './crowd-facts.js';

const PREFIX = 'follower-';
const FORM = /^follower-(0|[1-9][0-9]{0,8})$/;

/** The number in `follower-12`; null for any other id. */
export function crowdNumberOf(id: string): number | null {
  return FORM.test(id) ? Number(id.slice(PREFIX.length)) : null;
}

/** One of a seeded crowd, who may hold the phone like any persona. */
export function crowdPersona(number: number, seed: string, { nickname }: CrowdProfile): Persona {
  return {
    id: `${PREFIX}${number}`,
    title: `粉丝 ${number}`,
    gloss: `Follower ${number} of the crowd`,
    nickname,
    avatar: true,
    follows: [],
    refuses: false,
    snapshot: false,
    unionid: true,
    crowd: { seed, number },
  };
}
