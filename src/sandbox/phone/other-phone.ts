import { FULL_SERVICE_COOKIE, PERSONA_COOKIE } from '../personas/visitor-of.js';

/**
 * The `Set-Cookie` lines that turn a browser into another person's phone. Cookies ignore ports, so the
 * sandbox sees, and expires, what the business pages of the same host have set; its own stay.
 */
export function otherPhone(
  cookies: ReadonlyMap<string, string>,
  personaId: string,
  fullService: boolean,
): string[] {
  const foreign = [...cookies.keys()].filter((name) => !name.startsWith('sandbox_'));
  return [
    ...foreign.map((name) => `${name}=; Path=/; Max-Age=0`),
    `${PERSONA_COOKIE}=${personaId}; Path=/; SameSite=Lax`,
    fullService
      ? `${FULL_SERVICE_COOKIE}=1; Path=/; SameSite=Lax`
      : `${FULL_SERVICE_COOKIE}=; Path=/; Max-Age=0`,
  ];
}
