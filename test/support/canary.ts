import { Log, type LogFields } from '../../src/kernel/logging/log.js';
import { redact } from '../../src/kernel/logging/redact.js';

/** A log that remembers its lines, written as the real one writes them. */
export class RecordingLog extends Log {
  readonly lines: string[] = [];

  override debug(event: string, fields: LogFields = {}): void {
    this.keep('debug', event, fields);
  }
  override info(event: string, fields: LogFields = {}): void {
    this.keep('info', event, fields);
  }
  override warn(event: string, fields: LogFields = {}): void {
    this.keep('warn', event, fields);
  }
  override error(event: string, fields: LogFields = {}): void {
    this.keep('error', event, fields);
  }

  private keep(level: string, event: string, fields: LogFields): void {
    this.lines.push(JSON.stringify({ level, event, ...(redact(fields) as object) }));
  }
}

/** A text that somebody may come to see, and what it is. */
export interface Seen {
  readonly where: string;
  readonly text: string;
}

/**
 * Secrets that must stay where they are. The lasting ones (an app secret, a key) are looked for in every
 * spelling; those of a single login, of which there are thousands, as the words they are.
 */
export class Canaries {
  private readonly lasting = new Map<string, string>();
  private readonly issued = new Map<string, string>();

  /** `name` is what a finding is called. */
  addLasting(name: string, secret: string): void {
    const bytes = Buffer.from(secret, 'utf8');
    for (const spelling of [
      secret,
      encodeURIComponent(secret),
      bytes.toString('hex'),
      bytes.toString('base64').replace(/=+$/, ''),
      bytes.toString('base64url'),
    ])
      this.lasting.set(spelling, name);
  }

  /** Texts shorter than 16 characters are no secrets and are passed over. */
  addIssued(name: string, secret: string | null | undefined): void {
    if (!secret || secret.length < 16) return;
    this.issued.set(secret, name);
    // A credential without the letters that say what it is gives away as much.
    this.issued.set(secret.replace(/^[0-9a-z]{2}_/, ''), name);
  }

  /** How many there are. */
  get size(): number {
    return this.lasting.size + this.issued.size;
  }

  /** What is called so, for a test that wants to see that there is anything to find. */
  named(name: string): number {
    return [...this.lasting.values(), ...this.issued.values()].filter((each) => each === name).length;
  }

  /** Each place where a canary sits, by the names of both; empty when all is well. Never tells the canary. */
  findIn(texts: Iterable<Seen>): string[] {
    const found = new Set<string>();
    for (const { where, text } of texts) {
      for (const [spelling, name] of this.lasting)
        if (text.includes(spelling)) found.add(`${name} in ${where}`);
      for (const [word] of text.matchAll(/[\w-]{16,}/g)) {
        const name = this.issued.get(word);
        if (name) found.add(`${name} in ${where}`);
      }
    }
    return [...found];
  }
}
