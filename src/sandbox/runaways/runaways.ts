import type { SandboxClock } from '../sandbox-clock.js';
import type { Switches } from '../switches.js';
import type { Runaway, Sighting } from './runaway.js';

const KEPT = 20;
/** What pauses for longer has come to an end: the next is another runaway. */
const SAME_WITHIN_MS = 10_000;
/** A redirect loop has no pauses; a person who opens the page again does. */
const LOGIN_PAUSE_MS = 3000;
const WATCHED_LOGINS = 1000;

interface CallsOfASecond {
  calls: number;
  refused: number;
}

interface LoginsInARow {
  count: number;
  beganRealMs: number;
  beganAtMs: number;
  lastRealMs: number;
}

/**
 * Notices programs that call for ever. Seconds are real ones, whatever the sandbox's clock says; what is
 * remembered is one second of calls, a thousand visitors on their way and the newest twenty runaways.
 */
export class Runaways {
  private second = -1;
  private readonly calls = new Map<string, CallsOfASecond>();
  private readonly logins = new Map<string, LoginsInARow>();
  private readonly found = new Map<string, Runaway>();
  private lastId = 0;
  private readonly listeners = new Set<(runaway: Runaway) => void>();

  constructor(
    private readonly clock: SandboxClock,
    private readonly switches: () => Switches,
  ) {}

  /** Hears of each new runaway once; answers how to stop that. */
  onFound(listener: (runaway: Runaway) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The newest last. */
  list(): Runaway[] {
    return [...this.found.values()];
  }

  clear(): void {
    this.calls.clear();
    this.logins.clear();
    this.found.clear();
  }

  /** Whether a call is one too many within this second, by limits that are set. */
  isOver(path: string, caller: string, agent: string | null): boolean {
    const counted = this.thisSecond().get(keyOf(path, caller, agent));
    if (!counted) return false;
    const { runaway_calls_a_second: calls, runaway_refusals_a_second: refusals } = this.switches();
    return (calls > 0 && counted.calls >= calls) || (refusals > 0 && counted.refused >= refusals);
  }

  /** Counts one call to an API, and what it got. */
  called(sighting: Sighting): void {
    const { runaway_calls_a_second: most, runaway_refusals_a_second: mostRefused } = this.switches();
    if (most === 0 && mostRefused === 0) return;
    const key = keyOf(sighting.path, sighting.caller, sighting.agent);
    const second = this.thisSecond();
    let counted = second.get(key);
    if (!counted) second.set(key, (counted = { calls: 0, refused: 0 }));
    counted.calls += 1;
    if (sighting.errcode !== 0) counted.refused += 1;
    if (mostRefused > 0 && sighting.errcode !== 0 && counted.refused > mostRefused)
      this.find('refused_calls', `refused ${key}`, sighting, counted.refused);
    else if (most > 0 && counted.calls > most)
      this.find('calls', `calls ${key}`, { ...sighting, errcode: 0 }, counted.calls);
  }

  /** Counts one authorization that a page asked for. */
  authorized(sighting: Sighting, scope: string): void {
    const { runaway_logins: most } = this.switches();
    if (most === 0) return;
    const key = `${sighting.persona} ${sighting.appId} ${scope} ${sighting.path}`;
    const nowMs = this.clock.realMs();
    const before = this.logins.get(key);
    const goesOn = before && nowMs - before.lastRealMs <= LOGIN_PAUSE_MS;
    const row = goesOn
      ? { ...before, count: before.count + 1, lastRealMs: nowMs }
      : { count: 1, beganRealMs: nowMs, beganAtMs: this.clock.nowMs(), lastRealMs: nowMs };
    this.logins.delete(key);
    this.logins.set(key, row);
    if (this.logins.size > WATCHED_LOGINS) this.logins.delete(this.logins.keys().next().value!);
    if (row.count >= most) this.find('logins', `login ${key}`, sighting, row.count, row);
  }

  /** Somebody tapped: whatever they are sent to from here on is no loop of before. */
  tapped(persona: string): void {
    for (const key of this.logins.keys()) if (key.startsWith(`${persona} `)) this.logins.delete(key);
  }

  private thisSecond(): Map<string, CallsOfASecond> {
    const second = Math.floor(this.clock.realMs() / 1000);
    if (second !== this.second) {
      this.second = second;
      this.calls.clear();
    }
    return this.calls;
  }

  private find(
    kind: Runaway['kind'],
    key: string,
    sighting: Sighting,
    count: number,
    began?: Pick<Runaway, 'beganAtMs' | 'beganRealMs'>,
  ): void {
    const [lastAtMs, lastRealMs] = [this.clock.nowMs(), this.clock.realMs()];
    const earlier = this.found.get(key);
    if (earlier && lastRealMs - earlier.lastRealMs <= SAME_WITHIN_MS) {
      const { errcode, appId } = sighting;
      const most = Math.max(count, earlier.count);
      this.found.set(key, { ...earlier, errcode, appId, count: most, lastAtMs, lastRealMs, ...began });
      return;
    }
    const times = { beganAtMs: lastAtMs, beganRealMs: lastRealMs, lastAtMs, lastRealMs, ...began };
    const runaway = { id: ++this.lastId, kind, ...sighting, count, ...times };
    this.found.delete(key);
    this.found.set(key, runaway);
    if (this.found.size > KEPT) this.found.delete(this.found.keys().next().value!);
    for (const listener of this.listeners) listener(runaway);
  }
}

function keyOf(path: string, caller: string | null, agent: string | null): string {
  return `${path} ${caller} ${agent}`;
}
