import type { World } from '../world.js';

/** What comes to an end by the sandbox's clock. */
export const LAPSE_KINDS = [
  'code',
  'consent',
  'qr_login',
  'user_token',
  'refresh_token',
  'global_token',
  'ticket',
  'qr_code',
  'fault',
  'quota_day',
] as const;

/** The living of one kind, and the first end among them. Milliseconds since 1970. */
export interface Lapse {
  readonly kind: (typeof LAPSE_KINDS)[number];
  readonly count: number;
  readonly nextAtMs: number;
}

const DAY_MS = 86_400_000;
const BEIJING_AHEAD_MS = 8 * 3_600_000;

/** What lapses next, of each kind that has something alive, the soonest first. */
export function lapses(world: World): Lapse[] {
  const nowMs = world.clock.nowMs();
  const kinds: [Lapse['kind'], Iterable<number>][] = [
    ['code', world.codes.ends()],
    ['consent', endsOf(world.consents.living())],
    ['qr_login', endsOf(world.qrLogins.living())],
    ['user_token', world.grants.accessEnds()],
    ['refresh_token', world.grants.refreshEnds()],
    ['global_token', world.globalTokens.ends()],
    ['ticket', world.tickets.ends()],
    ['qr_code', world.qrCodes.ends()],
    ['fault', world.faults.ends()],
    ['quota_day', [midnightAfter(nowMs)]],
  ];
  return kinds
    .flatMap(([kind, ends]) => soonest(kind, ends, nowMs))
    .sort((one, other) => one.nextAtMs - other.nextAtMs);
}

function soonest(kind: Lapse['kind'], ends: Iterable<number>, nowMs: number): Lapse[] {
  let count = 0;
  let nextAtMs = Infinity;
  for (const atMs of ends) {
    if (atMs <= nowMs) continue;
    count += 1;
    nextAtMs = Math.min(nextAtMs, atMs);
  }
  return count === 0 ? [] : [{ kind, count, nextAtMs }];
}

function* endsOf(held: Iterable<{ lapsesAtMs: number }>): Iterable<number> {
  for (const { lapsesAtMs } of held) yield lapsesAtMs;
}

/** The next beginning of a day in Beijing. */
function midnightAfter(nowMs: number): number {
  return (Math.floor((nowMs + BEIJING_AHEAD_MS) / DAY_MS) + 1) * DAY_MS - BEIJING_AHEAD_MS;
}
