import type { FieldOrigin } from './wechat-user.entity.js';

/** What somebody told us of a person; null where they said nothing, which never erases what we know. */
export interface Profile {
  readonly nickname: string | null;
  readonly avatarUrl: string | null;
  readonly sex: number | null;
  readonly language: string | null;
  readonly city: string | null;
  readonly province: string | null;
  readonly country: string | null;
}

/** The profile of somebody who granted none. */
export const NO_PROFILE: Profile = {
  nickname: null,
  avatarUrl: null,
  sex: null,
  language: null,
  city: null,
  province: null,
  country: null,
};

/** Where each field that has a value came from. */
export function provenanceOf(
  profile: Profile,
  source: FieldOrigin['source'],
  at: Date,
): Record<string, FieldOrigin> {
  const origin = { source, at: at.toISOString() };
  const told = Object.entries(profile).filter(([, value]) => value !== null);
  return Object.fromEntries(told.map(([field]) => [field, origin]));
}
