/** What an event carries beside its name; values are made safe before they are written. */
export type LogFields = Record<string, unknown>;

/**
 * The log: one line an event, named `room.what_happened`. Secrets, tokens, codes and openids
 * are never handed to it; what slips through is redacted by key and by shape.
 */
export abstract class Log {
  abstract debug(event: string, fields?: LogFields): void;
  abstract info(event: string, fields?: LogFields): void;
  abstract warn(event: string, fields?: LogFields): void;
  abstract error(event: string, fields?: LogFields): void;
}

/** Says nothing. */
export class SilentLog extends Log {
  override debug(): void {}
  override info(): void {}
  override warn(): void {}
  override error(): void {}
}
