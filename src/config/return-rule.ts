/** Where a visitor may be sent back to, beside this server: one entry of `RETURN_URLS`. */
export interface ReturnRule {
  readonly protocol: 'https:' | 'http:';
  /** Lower case; for `*.example.com` what follows the star: `.example.com`. */
  readonly host: string;
  readonly anySubdomain: boolean;
  /** Text of the port as URL gives it: empty for the scheme's own. */
  readonly port: string;
  /** `/` or a prefix that is met at a segment boundary. */
  readonly path: string;
}

/** An entry as it was read, in the form in which it is written. */
export function writeReturnRule({ protocol, host, anySubdomain, port, path }: ReturnRule): string {
  return `${protocol}//${anySubdomain ? '*' : ''}${host}${port && `:${port}`}${path === '/' ? '' : path}`;
}

const FORM = /^(https?):\/\/(\*\.)?([0-9a-z](?:[0-9a-z.-]*[0-9a-z])?)(?::(\d{1,5}))?(\/[^?#\\\s]*)?$/i;

/** Reads one entry: an origin or an origin and a path, `*.` allowed in front. Null when it is neither. */
export function readReturnRule(text: string): ReturnRule | null {
  const [, scheme, star, host, , path = '/'] = FORM.exec(text) ?? [];
  if (!scheme || !host || (star && !host.includes('.'))) return null;
  const url = URL.parse(text.replace('://*.', '://'));
  if (!url || url.pathname !== path || url.hostname !== host.toLowerCase()) return null;
  return {
    protocol: url.protocol as ReturnRule['protocol'],
    host: star ? `.${url.hostname}` : url.hostname,
    anySubdomain: Boolean(star),
    port: url.port,
    path,
  };
}
