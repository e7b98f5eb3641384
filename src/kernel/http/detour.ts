import type { ServerResponse } from 'node:http';

/**
 * Not a failure: a guard sends the visitor elsewhere instead of on to the handler. Thrown, because a guard
 * has no other way to answer, and no Error, because there is nothing to trace; the filter lets it answer.
 */
export class Detour {
  constructor(readonly answer: (response: ServerResponse) => void) {}
}
