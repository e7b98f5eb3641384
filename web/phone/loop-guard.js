import { control } from './control.js';

const POLL_MS = 1000;
/** Authorizations in a row since the last tap; the sandbox has its own limit for those it tells of. */
const ROUNDS = 4;

/** Stops a page that sends the holder of the phone to authorize again and again, as a browser does after twenty redirects. */
export class LoopGuard {
  holder = null;
  openedAt = 0;
  /** How far each loop had come at the last look, and when the page was opened. */
  known = new Map();
  before = new Map();
  watching = false;

  /** `isOpen` tells whether a page is there to be stopped; `stop` is told of the loop. */
  constructor({ isOpen, stop }) {
    this.isOpen = isOpen;
    this.stop = stop;
  }

  /** Somebody opened a page, or went back or on by a tap: from here on it counts. */
  begin() {
    this.openedAt = performance.now();
    this.before = new Map(this.known);
    if (this.watching) return;
    this.watching = true;
    setTimeout(() => this.poll(), POLL_MS);
  }

  async poll() {
    this.watching = this.isOpen();
    if (!this.watching) return;
    await this.look();
    setTimeout(() => this.poll(), POLL_MS);
  }

  async look() {
    const { openedAt } = this;
    const elapsed = performance.now() - openedAt;
    try {
      const { runaways } = await control.runaways();
      for (const { id, count } of runaways) this.known.set(id, count);
      const loop = runaways.find((each) => this.isOurs(each, elapsed));
      if (loop && openedAt === this.openedAt && this.isOpen()) this.stop(loop);
    } catch {
      // The sandbox is stopping or starting: the next look finds out.
    }
  }

  isOurs({ id, kind, persona, count, began_ms_ago: beganMsAgo }, elapsed) {
    if (kind !== 'logins' || persona !== this.holder) return false;
    return beganMsAgo < elapsed || count >= (this.before.get(id) ?? Infinity) + ROUNDS;
  }
}
