import type { Persona } from '../personas/persona.js';
import type { CrowdProfile } from './crowd-facts.js';
import type { Subscription } from './subscription.js';

/** Somebody an account may ask about: a follower, or anybody who ever authorized it. */
export interface AccountUser {
  readonly openid: string;
  /** Null where the account is bound to no open platform, or they have none. */
  readonly unionid: string | null;
  readonly follows: boolean;
  /** How they came the last time; meaningful while they follow. */
  readonly subscription: Subscription;
  /** What the account noted of them. */
  readonly remark: string;
  /** What they tell of themselves, computed when asked for. */
  readonly profile: () => CrowdProfile;
  /** Null for one of a crowd. */
  readonly persona: Persona | null;
}

/** Everybody the sandbox knows from the start began to follow one month of autumn 2024, somebody each minute. */
const FIRST_FOLLOWED_AT = 1_727_740_800;
const MINUTES_OF_A_MONTH = 43_200;

/** How a persona came that followed from the start: the same in every run. */
export function earlySubscription(openid: string): Subscription {
  const minute = [...openid].reduce(
    (sum, letter) => (sum * 31 + letter.charCodeAt(0)) % MINUTES_OF_A_MONTH,
    0,
  );
  return {
    atSeconds: FIRST_FOLLOWED_AT + minute * 60,
    scene: 'ADD_SCENE_QR_CODE',
    qrScene: 0,
    qrSceneText: '',
  };
}

/** A persona's nickname, and nothing else: the others were never told by WeChat to begin with. */
export function personaProfile({ nickname }: Persona): CrowdProfile {
  return { nickname, sex: 0, language: 'zh_CN', province: '', city: '' };
}
