/** The cookies of one browser (RFC 6265 §5.3 as far as these servers need it): by host, whatever the port. */
export class CookieJar {
  /** Set to false, the browser keeps nothing that it is given. */
  keeps = true;
  private readonly hosts: Map<string, Map<string, { value: string; secure: boolean }>>;

  constructor(from?: CookieJar) {
    this.hosts = new Map([...(from?.hosts ?? [])].map(([host, cookies]) => [host, new Map(cookies)]));
  }

  /** Takes over what an answer of `url` sets. */
  store(url: URL, lines: readonly string[]): void {
    if (!this.keeps) return;
    const cookies = this.of(url.hostname);
    for (const line of lines) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const equals = pair.indexOf('=');
      const name = pair.slice(0, equals);
      const value = pair.slice(equals + 1);
      if (attributes.some((attribute) => /^max-age=(0|-\d+)$/i.test(attribute))) cookies.delete(name);
      else cookies.set(name, { value, secure: attributes.some((attribute) => /^secure$/i.test(attribute)) });
    }
  }

  /** The `Cookie` header for `url`; undefined when there is nothing to send. */
  header(url: URL): string | undefined {
    const sent = [...this.of(url.hostname)].filter(([, { secure }]) => !secure || url.protocol === 'https:');
    return sent.length === 0 ? undefined : sent.map(([name, { value }]) => `${name}=${value}`).join('; ');
  }

  get(host: string, name: string): string | undefined {
    return this.of(host).get(name)?.value;
  }

  set(host: string, name: string, value: string): void {
    this.of(host).set(name, { value, secure: name.startsWith('__Host-') });
  }

  /** Every value, whatever the host. */
  values(): string[] {
    return [...this.hosts.values()].flatMap((cookies) => [...cookies.values()].map(({ value }) => value));
  }

  clear(): void {
    this.hosts.clear();
  }

  private of(host: string): Map<string, { value: string; secure: boolean }> {
    let cookies = this.hosts.get(host);
    if (!cookies) this.hosts.set(host, (cookies = new Map()));
    return cookies;
  }
}
