import type { LoggerService } from '@nestjs/common';
import type { Log } from './log.js';

/** What Nest itself has to say, in our log; what it tells of every start stays at `debug`. */
export class NestLog implements LoggerService {
  constructor(private readonly to: Log) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.to.debug('nest', { message, rest });
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.to.debug('nest', { message, rest });
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.to.debug('nest', { message, rest });
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.to.warn('nest', { message, rest });
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.to.error('nest', { message, rest });
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.to.error('nest', { message, rest });
  }
}
