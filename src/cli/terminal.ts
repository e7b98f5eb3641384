import type { Readable, Writable } from 'node:stream';
import { Log, type LogFields } from '../kernel/logging/log.js';
import { redact } from '../kernel/logging/redact.js';

/** Where a person, or a program in their place, reads and types. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean; setRawMode?(on: boolean): unknown };
  /** Answers. */
  readonly output: Writable;
  /** Questions, warnings and failures, so that answers can be piped. */
  readonly errors: Writable;
}

/** The log of a command: warnings to the person, the rest only when `LOG_LEVEL=debug` asks for it. */
export class TerminalLog extends Log {
  constructor(
    private readonly errors: Writable,
    private readonly level: string | undefined,
  ) {
    super();
  }

  override debug(event: string, fields?: LogFields): void {
    if (this.level === 'debug') this.write(event, fields);
  }

  override info(event: string, fields?: LogFields): void {
    if (this.level === 'debug') this.write(event, fields);
  }

  override warn(event: string, fields?: LogFields): void {
    if (this.level !== 'silent') this.write(event, fields);
  }

  override error(event: string, fields?: LogFields): void {
    if (this.level !== 'silent') this.write(event, fields);
  }

  private write(event: string, fields: LogFields = {}): void {
    this.errors.write(`${event} ${JSON.stringify(redact(fields))}\n`);
  }
}
