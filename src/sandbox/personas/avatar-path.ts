import type { Persona } from './persona.js';

/** Edge lengths WeChat serves; 0 stands for the original, 640 pixels. */
export const AVATAR_SIZES = [0, 46, 64, 96, 132] as const;

export type AvatarSize = (typeof AVATAR_SIZES)[number];

/** Where a persona's picture lies on the sandbox; empty where they have none. */
export function avatarPath(persona: Persona, size: AvatarSize): string {
  return persona.avatar ? `/mmopen/${persona.id}/${size}` : '';
}
