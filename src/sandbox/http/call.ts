import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** A request as handlers see it, with what they note about it for the journal. */
export class Call {
  readonly method: string;
  readonly path: string;
  /** As sent, without the question mark. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  /** Whose phone it was, once known. */
  persona: string | null = null;
  /** Which login it belongs to, once known. */
  login: string | null = null;
  /** The account it spoke for, once known. */
  appId: string | null = null;
  private parsed?: URLSearchParams;
  private jar?: ReadonlyMap<string, string>;

  constructor(
    request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
    /** The request's body, decoded as UTF-8. */
    readonly body: string,
    /** Where it came from. */
    private readonly address = '127.0.0.1',
  ) {
    const url = request.url ?? '/';
    const mark = url.indexOf('?');
    this.method = request.method ?? 'GET';
    this.path = mark < 0 ? url : url.slice(0, mark);
    this.query = mark < 0 ? '' : url.slice(mark + 1);
    this.headers = request.headers;
  }

  /** The query's parameters; the first of a name counts. */
  get parameters(): URLSearchParams {
    return (this.parsed ??= new URLSearchParams(this.query));
  }

  /** A parameter of the query; an empty one is as good as none. */
  parameter(name: string): string | null {
    return this.parameters.get(name) || null;
  }

  /** From here on the fields of a POSTed form count as parameters, where the query does not name them. */
  takeForm(): void {
    if (this.method !== 'POST') return;
    for (const [name, value] of this.form)
      if (!this.parameters.has(name)) this.parameters.append(name, value);
  }

  header(name: string): string | null {
    const value = this.headers[name];
    return typeof value === 'string' && value !== '' ? value : null;
  }

  /** The caller's IP address, IPv4 without its IPv6 dress; `x-sandbox-client-ip` pretends another. */
  get ip(): string {
    const pretended = this.header('x-sandbox-client-ip') ?? '';
    return (isIP(pretended) ? pretended : this.address).replace(/^::ffff:(?=\d+\.)/, '');
  }

  /** The caller's address as IPv6, in which IPv4 has a place. */
  get ipv6(): string {
    return isIP(this.ip) === 6 ? this.ip : `::ffff:${this.ip}`;
  }

  /** Every cookie sent, by name. */
  get cookies(): ReadonlyMap<string, string> {
    return (this.jar ??= parseCookies(this.headers.cookie ?? ''));
  }

  /** The fields of an HTML form. */
  get form(): URLSearchParams {
    return new URLSearchParams(this.body);
  }
}

function parseCookies(header: string): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=');
    const name = (equals < 0 ? pair : pair.slice(0, equals)).trim();
    if (name && !cookies.has(name)) cookies.set(name, equals < 0 ? '' : pair.slice(equals + 1).trim());
  }
  return cookies;
}
