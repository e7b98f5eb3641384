import type { Call } from '../http/call.js';
import type { JournalEntry } from '../traffic/journal.js';
import type { World } from '../world.js';
import { viewEntry } from './entry-view.js';

const FIRST_ENTRIES = 300;
/** A reader that is sent more at once counts as one that has stopped reading. */
const FIRST_CHARACTERS = 1_000_000;

/**
 * Sends what the journal holds after `since` (or after the last event a browser that comes back has seen), then
 * each entry as it is made. Answers how to stop.
 */
export function journalEvents(
  world: World,
  call: Call,
  since: number,
  send: (text: string) => void,
): () => void {
  const seen = Number(call.header('last-event-id') ?? since);
  // A browser may come back to another sandbox than it left: its numbers begin anew.
  const from = Number.isSafeInteger(seen) && seen <= world.journal.newestSeq ? seen : 0;
  send('retry: 1000\n\n');
  for (const event of newest(world.journal.list({ since: from, limit: FIRST_ENTRIES }), world)) send(event);
  send('event: ready\ndata: {}\n\n');
  return world.journal.watch((entry) => {
    send(entry === null ? 'event: cleared\ndata: {}\n\n' : eventOf(entry, world));
  });
}

/** As many of the last as may be sent at once, the oldest first. */
function newest(entries: readonly JournalEntry[], world: World): string[] {
  const events: string[] = [];
  let room = FIRST_CHARACTERS;
  for (const entry of entries.toReversed()) {
    const event = eventOf(entry, world);
    room -= event.length;
    if (room < 0) break;
    events.push(event);
  }
  return events.reverse();
}

function eventOf(entry: JournalEntry, world: World): string {
  return `event: entry\nid: ${entry.seq}\ndata: ${JSON.stringify(viewEntry(entry, world))}\n\n`;
}
