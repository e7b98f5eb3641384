import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { AccountsService } from '../../accounts/accounts.service.js';
import { Detour } from '../../kernel/http/detour.js';
import { PublicAddress } from '../../kernel/http/public-address.js';
import type { AppError } from '../../kernel/errors/app-error.js';
import { MAX_RETURN_TO } from '../../config/return-to.js';
import { SessionRequired, SnapshotRefused } from '../login/login.errors.js';
import { SessionCookie } from '../session/session.cookie.js';
import { SessionService } from '../session/session.service.js';
import type { Visitor } from '../session/visitor.js';
import { UserTokenReauthorize } from '../user-token/user-token.errors.js';
import type { Access, VisitorRequest } from './access.js';
import { EntryService } from './entry.service.js';
import { InterludeService } from './interlude.service.js';
import { cameFromOurPages } from './same-origin.js';

type VisitorAccess = Extract<Access, { who: 'visitor' }>;

/** The door to visitors' routes: finds the session, and sends whoever has none, or one that does not suffice, the way in. */
@Injectable()
export class VisitorGate {
  constructor(
    private readonly sessions: SessionService,
    private readonly cookie: SessionCookie,
    private readonly accounts: AccountsService,
    private readonly entry: EntryService,
    private readonly interludes: InterludeService,
    private readonly address: PublicAddress,
  ) {}

  /** Lets a visitor pass whose session suffices. @throws Detour | SessionRequired | SnapshotRefused | UserTokenReauthorize */
  async pass(
    request: IncomingMessage & VisitorRequest,
    response: ServerResponse,
    access: VisitorAccess,
  ): Promise<boolean> {
    if (!isReading(request)) cameFromOurPages(request, this.address);
    const id = this.cookie.read(request.headers.cookie);
    const found = await this.sessions.find(id);
    const visitor = found && fits(found.visitor, access) ? found.visitor : null;
    if (found?.renewed) response.appendHeader('set-cookie', this.cookie.write(id!));
    if (!visitor) throw await this.wayIn(request, access, found?.visitor.reauthorize ?? false);
    if (visitor.snapshot && !access.allowSnapshot) {
      throw isNavigation(request) ? new Detour(this.interludes.snapshot(request)) : new SnapshotRefused();
    }
    if (access.scope === 'snsapi_userinfo' && visitor.scope === 'snsapi_base' && !visitor.snapshot) {
      throw isNavigation(request)
        ? new Detour(await this.interludes.purpose(request, visitor, access))
        : new SessionRequired();
    }
    request.visitor = visitor;
    return true;
  }

  /** `dead`: there is a session, but the token behind it is beyond repair. */
  private async wayIn(
    request: IncomingMessage,
    access: VisitorAccess,
    dead: boolean,
  ): Promise<Detour | AppError> {
    if (!isNavigation(request)) return dead ? new UserTokenReauthorize() : new SessionRequired();
    const returnTo = addressOf(request);
    const key = access.account ?? 'main';
    if (access.keepFragment) return new Detour(this.interludes.carryFragment(request, key));
    const account = await this.accounts.get(key);
    return new Detour(
      await this.entry.lead(request, {
        account,
        scope: 'snsapi_base',
        returnTo,
        only: access.account !== undefined,
      }),
    );
  }
}

function fits(visitor: Visitor, access: VisitorAccess): boolean {
  return (access.account === undefined || visitor.account === access.account) && !visitor.reauthorize;
}

/** Where the visitor is now, as `return_to` can hold it: a query too long for that is left behind rather than the visitor. */
function addressOf({ url = '/' }: IncomingMessage): string {
  const [path = '/'] = url.split('?', 1);
  return url.length > MAX_RETURN_TO ? path : url.replaceAll('\\', '%5C');
}

function isReading({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** A person opening a page, as far as a request tells: programs that fetch say so, or ask for JSON. */
function isNavigation(request: IncomingMessage): boolean {
  if (!isReading(request)) return false;
  const mode = request.headers['sec-fetch-mode'];
  if (mode !== undefined) return mode === 'navigate';
  const { accept = '*/*' } = request.headers;
  return !accept.startsWith('application/json') && /text\/html|\*\/\*/.test(accept);
}
