import { pino, type Logger } from 'pino';
import pretty from 'pino-pretty';
import { Log, type LogFields } from './log.js';
import { redact } from './redact.js';

/** How and how much is logged. */
export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** JSON lines for machines, or coloured text for a person. */
  readonly format: 'json' | 'readable';
}

/** The log on standard output. Control characters cannot break a line: pino escapes them in JSON. */
export class PinoLog extends Log {
  private readonly pino: Logger;

  constructor(options: LogOptions) {
    super();
    const settings = { level: options.level, base: undefined, messageKey: 'event' };
    this.pino =
      options.format === 'json'
        ? pino({ ...settings, timestamp: pino.stdTimeFunctions.isoTime })
        : pino(
            settings,
            pretty({ messageKey: 'event', translateTime: 'SYS:HH:MM:ss', sync: true, singleLine: true }),
          );
  }

  override debug(event: string, fields: LogFields = {}): void {
    if (this.pino.isLevelEnabled('debug')) this.pino.debug(redact(fields), event);
  }

  override info(event: string, fields: LogFields = {}): void {
    this.pino.info(redact(fields), event);
  }

  override warn(event: string, fields: LogFields = {}): void {
    this.pino.warn(redact(fields), event);
  }

  override error(event: string, fields: LogFields = {}): void {
    this.pino.error(redact(fields), event);
  }
}
