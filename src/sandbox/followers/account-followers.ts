import { Crowd, type CrowdSize } from './crowd.js';
import type { Subscription } from './subscription.js';
import { Tags } from './tags.js';

/** Whether somebody follows since they last changed their mind, and how they came the last time. */
export interface Turn {
  readonly follows: boolean;
  readonly subscription: Subscription;
}

/** What one account knows of its users beyond what is computed: only who differs is stored, by openid. */
export class AccountFollowers {
  crowd: Crowd | null = null;
  readonly turns = new Map<string, Turn>();
  readonly remarks = new Map<string, string>();
  readonly blacklist = new Set<string>();
  readonly tags = new Tags();
  private crowdLeft = 0;

  constructor(private readonly appId: string) {}

  /** Another crowd; what was known of the earlier one is forgotten, unless it only grew or shrank. */
  gather(size: CrowdSize): Crowd {
    if (this.crowd && (this.crowd.size.seed !== size.seed || this.crowd.count > size.count)) {
      const gone = (openid: string): boolean => {
        const number = this.crowd!.numberOf(openid);
        return number !== null && (this.crowd!.size.seed !== size.seed || number >= size.count);
      };
      this.forgetAll(gone);
    }
    this.crowd = new Crowd(this.appId, size);
    return this.crowd;
  }

  /** Of the crowd, those that follow. */
  get crowdFollowing(): number {
    return (this.crowd?.count ?? 0) - this.crowdLeft;
  }

  /** Somebody begins to follow, or leaves; who leaves is forgotten but for the blacklist. */
  turn(openid: string, turn: Turn): void {
    this.count(openid, -1);
    this.turns.set(openid, turn);
    this.count(openid, 1);
    if (turn.follows) return;
    this.tags.forget(openid);
    this.remarks.set(openid, '');
  }

  /** The crowd's followers after a position, at most `limit` of them. */
  crowdAfter(position: number, limit: number): string[] {
    const found: string[] = [];
    const count = this.crowd?.count ?? 0;
    for (let next = position + 1; next < count && found.length < limit;) {
      const taken = Math.min(limit - found.length, count - next);
      const openids = this.crowd!.openidsFrom(next, taken);
      const staying =
        this.crowdLeft === 0
          ? openids
          : openids.filter((openid) => this.turns.get(openid)?.follows !== false);
      for (const openid of staying) found.push(openid);
      next += taken;
    }
    return found;
  }

  private count(openid: string, by: 1 | -1): void {
    const left = this.turns.get(openid)?.follows === false;
    if (left && this.crowd && this.crowd.numberOf(openid) !== null) this.crowdLeft += by;
  }

  private forgetAll(gone: (openid: string) => boolean): void {
    for (const openid of [...this.turns.keys()].filter(gone)) {
      this.count(openid, -1);
      this.turns.delete(openid);
    }
    for (const openid of [...this.remarks.keys()].filter(gone)) this.remarks.delete(openid);
    for (const openid of [...this.blacklist].filter(gone)) this.blacklist.delete(openid);
    for (const openid of this.tags.everybody().filter(gone)) this.tags.forget(openid);
  }
}
