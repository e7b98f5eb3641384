import type { Random } from '../../kernel/random/random.js';
import type { SandboxClock } from '../sandbox-clock.js';

/** A request id: three groups of eight hex digits, the first the Unix time. */
export function rid(clock: SandboxClock, random: Random): string {
  const seconds = Math.floor(clock.nowMs() / 1000);
  const chance = random.bytes(8).toString('hex');
  return `${seconds.toString(16).padStart(8, '0')}-${chance.slice(0, 8)}-${chance.slice(8)}`;
}

/** The time within a request id, in milliseconds since 1970; null when it has not the form of one. */
export function timeOfRid(text: string): number | null {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{8}){2}$/.test(text) ? parseInt(text.slice(0, 8), 16) * 1000 : null;
}
