import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { isTicketType } from '../tickets/tickets.js';
import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';
import { cgiAnswer, OK } from './cgi-answer.js';

/** `GET /cgi-bin/ticket/getticket`: what JS-SDK signatures (`jsapi`) and cards (`wx_card`) are made with. */
export function fetchTicket(call: Call, world: World, account: SandboxAccount): Answer {
  const type = call.parameter('type') ?? '';
  if (!isTicketType(type)) throw new Refusal('cgi.ticket_type');
  const { value: ticket, secondsLeft } = world.tickets.fetch(account.appId, type);
  return cgiAnswer(call, world, { ...OK, ticket, expires_in: secondsLeft });
}
