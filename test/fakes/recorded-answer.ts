/** A response that keeps what is written to it. */
export class RecordedAnswer {
  status = 0;
  readonly headers: Record<string, string> = {};
  readonly cookies: string[] = [];
  body = '';
  headersSent = false;
  destroyed = false;

  setHeader(name: string, value: unknown): this {
    if (name.toLowerCase() === 'set-cookie') this.cookies.push(...[value].flat().map(String));
    else this.headers[name.toLowerCase()] = String(value);
    return this;
  }

  hasHeader(name: string): boolean {
    return name.toLowerCase() in this.headers;
  }

  appendHeader(name: string, value: unknown): this {
    return this.setHeader(name, value);
  }

  writeHead(status: number, headers: Record<string, unknown> = {}): this {
    this.status = status;
    for (const [name, value] of Object.entries(headers)) this.setHeader(name, value);
    this.headersSent = true;
    return this;
  }

  end(body?: string | Buffer): this {
    if (body !== undefined) this.body += body.toString();
    return this;
  }

  destroy(): void {
    this.destroyed = true;
  }
}
