const VALUE = /^[\w-]{1,256}$/;

/**
 * The value of one of our cookies (RFC 6265, §5.4 as browsers send it). Null unless it occurs exactly
 * once and is plain: a second one of the same name was put there by somebody else.
 */
export function readCookie(header: string | undefined, name: string): string | null {
  if (header === undefined || header.startsWith('$')) return null;
  let found: string | null = null;
  for (let from = 0; from < header.length;) {
    const semicolon = header.indexOf(';', from);
    const end = semicolon === -1 ? header.length : semicolon;
    let start = from;
    while (header[start] === ' ' || header[start] === '\t') start++;
    if (header.startsWith(name, start) && header[start + name.length] === '=') {
      if (found !== null) return null;
      found = header.slice(start + name.length + 1, end);
    }
    from = end + 1;
  }
  return found !== null && VALUE.test(found) ? found : null;
}

/** What every cookie of ours is like; `maxAgeSeconds` 0 removes it. */
export interface CookieOptions {
  readonly secure: boolean;
  readonly maxAgeSeconds: number;
  /** `Strict`: it does not come along when another site links here; `Lax` when absent. */
  readonly sameSite?: 'Lax' | 'Strict';
}

/** A `Set-Cookie` line: HttpOnly, SameSite, Path=/, no Domain; Secure over https. */
export function writeCookie(name: string, value: string, options: CookieOptions): string {
  const secure = options.secure ? '; Secure' : '';
  return `${name}=${value}; Max-Age=${options.maxAgeSeconds}; Path=/; HttpOnly; SameSite=${options.sameSite ?? 'Lax'}${secure}`;
}
