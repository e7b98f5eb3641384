import type { IncomingMessage, ServerResponse } from 'node:http';

/** Who may use a route of the console; the operators' room knows the rest. */
export interface OperatorOnly {
  readonly who: 'operator';
}

/** The operators' gate, as the guard of all routes needs it: operators live above. Without one their routes are closed. */
export abstract class OperatorDoor {
  /** Lets a request pass, or throws what is wrong with it. */
  abstract pass(request: IncomingMessage, response: ServerResponse, access: OperatorOnly): Promise<true>;
}
