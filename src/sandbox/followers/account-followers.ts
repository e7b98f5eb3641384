import { Crowd, type CrowdSize } from './crowd.js';
import { migrated, type Subscription } from './subscription.js';
import { Tags } from './tags.js';

/** Whether somebody follows since they last changed their mind, and how they came the last time. */
export interface Turn {
  readonly follows: boolean;
  readonly subscription: Subscription;
}

/** The part of a crowd that came from another account. */
export interface MovedCrowd {
  /** The first number that came; those below were there before. */
  readonly first: number;
  /** Unix seconds. */
  readonly atSeconds: number;
}

/** What one account knows of its users beyond what is computed: only who differs is stored, by openid. */
export class AccountFollowers {
  crowd: Crowd | null = null;
  readonly turns = new Map<string, Turn>();
  readonly remarks = new Map<string, string>();
  readonly blacklist = new Set<string>();
  readonly tags = new Tags();
  /** Set where part of the crowd came by a move (账号迁移): numbers from `first` on, at that time. */
  moved: MovedCrowd | null = null;
  /** The crowd has moved away: it follows no longer, but for those who came back. */
  dissolved = false;
  /** Of the crowd, those whose turn is another than everybody's. */
  private crowdDiffering = 0;

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
    if (this.crowd?.size.seed !== size.seed || size.count <= (this.moved?.first ?? 0)) this.moved = null;
    this.crowd = new Crowd(this.appId, size);
    this.dissolved = false;
    this.recount();
    return this.crowd;
  }

  /** Everybody of the crowd leaves at once, at no cost; what was known of them is forgotten. */
  dissolve(): void {
    this.forgetAll((openid) => (this.crowd?.numberOf(openid) ?? null) !== null);
    this.dissolved = true;
    this.moved = null;
    this.recount();
  }

  /** Whether one of the crowd follows. */
  followsInCrowd(openid: string): boolean {
    return this.turns.get(openid)?.follows ?? !this.dissolved;
  }

  /** How one of the crowd came to follow, before they last changed their mind. @throws TypeError without a crowd */
  crowdSubscription(number: number): Subscription {
    if (!this.cameByMove(number)) return this.crowd!.subscriptionOf(number);
    return migrated(this.moved!.atSeconds);
  }

  /** What was noted of one of the crowd from the start. @throws TypeError without a crowd */
  crowdRemark(number: number): string {
    return this.cameByMove(number) ? '' : this.crowd!.remarkOf(number);
  }

  /** Of the crowd, those that follow. */
  get crowdFollowing(): number {
    return this.dissolved ? this.crowdDiffering : (this.crowd?.count ?? 0) - this.crowdDiffering;
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
    if (this.dissolved) return this.returnedAfter(position, limit);
    const found: string[] = [];
    const count = this.crowd?.count ?? 0;
    for (let next = position + 1; next < count && found.length < limit;) {
      const taken = Math.min(limit - found.length, count - next);
      const openids = this.crowd!.openidsFrom(next, taken);
      const staying =
        this.crowdDiffering === 0 ? openids : openids.filter((openid) => this.followsInCrowd(openid));
      for (const openid of staying) found.push(openid);
      next += taken;
    }
    return found;
  }

  /** Of a crowd that moved away those who came back, by number. */
  private returnedAfter(position: number, limit: number): string[] {
    return [...this.turns.keys()]
      .filter((openid) => this.followsInCrowd(openid))
      .map((openid) => ({ openid, number: this.crowd?.numberOf(openid) ?? -1 }))
      .filter(({ number }) => number > position)
      .sort((one, other) => one.number - other.number)
      .slice(0, limit)
      .map(({ openid }) => openid);
  }

  private cameByMove(number: number): boolean {
    return this.moved !== null && number >= this.moved.first;
  }

  private count(openid: string, by: 1 | -1): void {
    const turn = this.turns.get(openid);
    const differs = turn !== undefined && turn.follows === this.dissolved;
    if (differs && this.crowd && this.crowd.numberOf(openid) !== null) this.crowdDiffering += by;
  }

  private recount(): void {
    this.crowdDiffering = 0;
    for (const openid of this.turns.keys()) this.count(openid, 1);
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
