import { Log, type LogFields } from '../../src/kernel/logging/log.js';

/** Keeps what it is told. */
export class RecordingLog extends Log {
  readonly lines: { level: string; event: string; fields: LogFields }[] = [];

  override debug(event: string, fields: LogFields = {}): void {
    this.lines.push({ level: 'debug', event, fields });
  }

  override info(event: string, fields: LogFields = {}): void {
    this.lines.push({ level: 'info', event, fields });
  }

  override warn(event: string, fields: LogFields = {}): void {
    this.lines.push({ level: 'warn', event, fields });
  }

  override error(event: string, fields: LogFields = {}): void {
    this.lines.push({ level: 'error', event, fields });
  }

  get events(): string[] {
    return this.lines.map((line) => line.event);
  }
}
