import { FixedClock } from '../../../test/fakes/fixed-clock.js';
import { testSealer } from '../../../test/fakes/an-account.js';
import { ExportTickets } from './export-tickets.js';

const session = Buffer.alloc(32, 1);
let clock: FixedClock;
let tickets: ExportTickets;
beforeEach(() => {
  clock = new FixedClock();
  tickets = new ExportTickets(testSealer, clock);
});

it('is for what it was made for, by its session, for a minute', () => {
  const ticket = tickets.make('{"q":"张"}', session);
  expect(tickets.read(ticket, session)).toBe('{"q":"张"}');
  clock.advance(59);
  expect(tickets.read(ticket, session)).toBe('{"q":"张"}');
  clock.advance(1);
  expect(tickets.read(ticket, session)).toBeNull();
});

it('opens for no other session, and not when a character of it is another', () => {
  const ticket = tickets.make('x', session);
  expect(tickets.read(ticket, Buffer.alloc(32, 2))).toBeNull();
  for (let at = 0; at < ticket.length; at += 7) {
    const other = ticket[at] === 'A' ? 'B' : 'A';
    expect(tickets.read(ticket.slice(0, at) + other + ticket.slice(at + 1), session)).toBeNull();
  }
  for (const nonsense of ['', 'x', '../..', `${ticket}=`, 'A'.repeat(5_000)])
    expect(tickets.read(nonsense, session)).toBeNull();
});

it('tells nobody what was searched for', () => {
  const ticket = tickets.make('{"q":"oOpenidOfSomebody"}', session);
  expect(Buffer.from(ticket, 'base64url').toString('latin1')).not.toContain('Openid');
});
