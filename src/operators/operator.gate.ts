import { Injectable } from '@nestjs/common';
import type { OperatorAccess } from './operator.decorators.js';
import { OperatorSessionCookie } from './operator-session.cookie.js';
import type { OperatorRequest } from './operator-request.js';
import { OperatorSessions } from './operator-sessions.js';
import {
  ConfirmationRequired,
  OperatorCodeRequired,
  OperatorSessionRequired,
  RoleInsufficient,
} from './operators.errors.js';
import { may } from './roles.js';

/** With this header a page says that it asks by itself, and nobody clicked: the session is not kept alive by it. */
export const BACKGROUND_HEADER = 'lingpai-background';

/** The door to the console's routes: finds the session, and looks whether the operator's role may do what is asked. */
@Injectable()
export class OperatorGate {
  constructor(
    private readonly sessions: OperatorSessions,
    private readonly cookie: OperatorSessionCookie,
  ) {}

  /** @throws OperatorSessionRequired | OperatorCodeRequired | RoleInsufficient | ConfirmationRequired */
  async pass(request: OperatorRequest, _response: unknown, access: OperatorAccess): Promise<true> {
    const inUse = request.headers[BACKGROUND_HEADER] === undefined;
    const session = await this.sessions.find(this.cookie.read(request.headers.cookie), inUse);
    if (!session) throw new OperatorSessionRequired();
    if (session.state === 'awaits_totp' && !access.halfway) throw new OperatorCodeRequired();
    if (!may(session.role, access.operation)) throw new RoleInsufficient(access.roles);
    if (access.confirmed && !session.confirmed) throw new ConfirmationRequired();
    request.operator = session;
    return true;
  }
}
