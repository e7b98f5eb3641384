import { FULL_SERVICE_COOKIE, PERSONA_COOKIE } from '../personas/visitor-of.js';

/** The sandbox's own, and those by which an operator is signed in to a console on the same host: not the phone's. */
const NOT_THE_PHONES = /^sandbox_|lingpai-admin$/;

/**
 * The `Set-Cookie` lines that turn a browser into another person's phone. Cookies ignore ports, so the
 * sandbox sees, and expires, what the business pages of the same host have set; its own stay.
 */
export function otherPhone(
  cookies: ReadonlyMap<string, string>,
  personaId: string,
  fullService: boolean,
): string[] {
  const foreign = [...cookies.keys()].filter((name) => !NOT_THE_PHONES.test(name));
  return [
    ...foreign.map((name) => `${name}=; Path=/; Max-Age=0`),
    `${PERSONA_COOKIE}=${personaId}; Path=/; SameSite=Lax`,
    fullService
      ? `${FULL_SERVICE_COOKIE}=1; Path=/; SameSite=Lax`
      : `${FULL_SERVICE_COOKIE}=; Path=/; Max-Age=0`,
  ];
}
