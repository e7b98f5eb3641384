/** The address that visitors use, and what follows from it. Never derived from a request. */
export class PublicAddress {
  /** Scheme, host and port, no slash at the end. */
  readonly origin: string;
  /** Host and port as a `Host` header has them. */
  readonly host: string;
  readonly hostname: string;
  readonly port: string;
  /** Whether cookies are `Secure` and carry the `__Host-` prefix. */
  readonly secure: boolean;

  constructor(address: string) {
    const url = new URL(address);
    this.origin = url.origin;
    this.host = url.host;
    this.hostname = url.hostname;
    this.port = url.port;
    this.secure = url.protocol === 'https:';
  }

  /** A cookie's full name: `__Host-` over https (it cannot be set by another host), plain on localhost. */
  cookieName(name: string): string {
    return this.secure ? `__Host-${name}` : name;
  }
}
