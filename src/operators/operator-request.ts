import type { IncomingMessage } from 'node:http';
import type { FoundOperatorSession } from './operator-sessions.js';

/** What a request to the console's routes carries once the gate has let it in. */
export interface OperatorRequest extends IncomingMessage {
  operator?: FoundOperatorSession;
}
