import type { Random } from '../../kernel/random/random.js';
import type { SandboxClock } from '../sandbox-clock.js';
import type { Switches } from '../switches.js';

const TICKET_TYPES = ['jsapi', 'wx_card'] as const;

export type TicketType = (typeof TICKET_TYPES)[number];

/** Whether WeChat has tickets of this type. */
export function isTicketType(text: string): text is TicketType {
  return (TICKET_TYPES as readonly string[]).includes(text);
}

interface Ticket {
  readonly value: string;
  readonly lapsesAtMs: number;
}

/** The tickets of the platform, one of each type an account. A ticket outlives the token it was fetched with. */
export class Tickets {
  private readonly tickets = new Map<string, Ticket>();

  constructor(
    private readonly clock: SandboxClock,
    private readonly random: Random,
    private readonly switches: () => Switches,
  ) {}

  /** The living ticket with the whole seconds it has left, or a new one. */
  fetch(appId: string, type: TicketType): { value: string; secondsLeft: number } {
    const key = `${type} ${appId}`;
    const nowMs = this.clock.nowMs();
    const known = this.tickets.get(key);
    const { repeated_ticket: repeated, token_seconds: seconds } = this.switches();
    const ticket =
      known && known.lapsesAtMs > nowMs && repeated === 'same'
        ? known
        : {
            value: this.random.bytes(65).toString('base64url').slice(0, 86),
            lapsesAtMs: nowMs + seconds * 1000,
          };
    this.tickets.set(key, ticket);
    return { value: ticket.value, secondsLeft: Math.floor((ticket.lapsesAtMs - nowMs) / 1000) };
  }

  /** The living ticket; null while nobody fetched one. */
  current(appId: string, type: TicketType): string | null {
    const ticket = this.tickets.get(`${type} ${appId}`);
    return ticket && ticket.lapsesAtMs > this.clock.nowMs() ? ticket.value : null;
  }

  /** When living ones lapse, milliseconds since 1970. */
  *ends(): Iterable<number> {
    const nowMs = this.clock.nowMs();
    for (const { lapsesAtMs } of this.tickets.values()) if (lapsesAtMs > nowMs) yield lapsesAtMs;
  }

  clear(): void {
    this.tickets.clear();
  }
}
