import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { Sealer, type SealedPlace } from '../../kernel/crypto/sealer.js';

const LIVES_MS = 60_000;
const FORM = /^[\w-]{1,4096}$/;

/**
 * The right to fetch one export by a plain address, as a browser's download does: for one session, for a minute.
 * Nothing is stored: making it was recorded, fetching it changes nothing. It is sealed, because addresses are kept in
 * logs and what was searched for may be a person's.
 */
@Injectable()
export class ExportTickets {
  constructor(
    private readonly sealer: Sealer,
    private readonly clock: Clock,
  ) {}

  make(what: string, session: Buffer): string {
    const until = this.clock.now().getTime() + LIVES_MS;
    return this.sealer.seal(JSON.stringify([until, what]), placeOf(session)).toString('base64url');
  }

  /** What the ticket is for; null when it is none of ours, another session's, or too old. */
  read(ticket: string, session: Buffer): string | null {
    if (!FORM.test(ticket)) return null;
    try {
      const text = this.sealer.open(Buffer.from(ticket, 'base64url'), placeOf(session));
      const [until, what] = JSON.parse(text) as [number, string];
      return until > this.clock.now().getTime() ? what : null;
    } catch {
      return null;
    }
  }
}

function placeOf(session: Buffer): SealedPlace {
  return { table: 'operator_session', column: 'export', row: session.toString('hex') };
}
