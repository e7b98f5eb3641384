import type { Accounts } from '../accounts/accounts.js';
import type { UserGrants } from '../grants/user-grants.js';
import { identityOf } from '../personas/identity.js';
import type { Persona } from '../personas/persona.js';
import type { Personas } from '../personas/personas.js';
import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { SandboxClock } from '../sandbox-clock.js';
import { AccountFollowers } from './account-followers.js';
import { earlySubscription, personaProfile, type AccountUser } from './account-user.js';
import { crowdPersona, crowdNumberOf } from './crowd-persona.js';
import type { CrowdSize } from './crowd.js';
import { FollowerOrder } from './follower-order.js';
import type { Subscription } from './subscription.js';

/** Somebody began to follow an account, or left it. */
export interface FollowChange {
  readonly kind: 'follow' | 'leave';
  readonly account: SandboxAccount;
  readonly persona: Persona;
  readonly openid: string;
  readonly unionid: string | null;
  /** How they came; of who leaves, how they had come. */
  readonly subscription: Subscription;
  /** The ticket of the parametric QR code they scanned. */
  readonly ticket: string | null;
}

/** What is known of how somebody comes to follow. */
export type Approach = Partial<Omit<Subscription, 'atSeconds'>> & { readonly ticket?: string | null };

/** Who follows which account: personas, and seeded crowds. */
export class Followers {
  private readonly byAccount = new Map<string, AccountFollowers>();
  private readonly order: FollowerOrder;
  private readonly listeners = new Set<(change: FollowChange) => void>();

  constructor(
    private readonly clock: SandboxClock,
    private readonly accounts: Accounts,
    private readonly personas: Personas,
    private readonly grants: UserGrants,
  ) {
    this.order = new FollowerOrder(personas, (openid, account) => this.personaOf(openid, account));
    personas.alsoFind((id) => this.findInCrowd(id));
  }

  /** What an account stores of its users. */
  of(account: SandboxAccount): AccountFollowers {
    const known = this.byAccount.get(account.key);
    if (known) return known;
    const followers = new AccountFollowers(account.appId);
    this.byAccount.set(account.key, followers);
    return followers;
  }

  /** Gives an account a crowd of followers. */
  gather(account: SandboxAccount, size: CrowdSize): void {
    this.of(account).gather(size);
    this.personas.forgetCrowd();
  }

  /** Forgets what an account stored of its users: it is as if none had been there. Answers what was known of them. */
  takeAll(account: SandboxAccount): AccountFollowers {
    const kept = this.of(account);
    this.byAccount.delete(account.key);
    return kept;
  }

  /** Hears of each follow and leave from now on; answers how to stop that. */
  onChange(listener: (change: FollowChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Begins to follow; false when they do already. @throws NoSuchPersona, NoSuchAccount */
  follow(personaId: string, accountKey: string, approach: Approach = {}): boolean {
    const { scene = 'ADD_SCENE_QR_CODE', qrScene = 0, qrSceneText = '', ticket = null } = approach;
    const atSeconds = Math.floor(this.clock.nowMs() / 1000);
    const subscription = { atSeconds, scene, qrScene, qrSceneText };
    return this.change('follow', personaId, this.accounts.get(accountKey), subscription, ticket);
  }

  /** Leaves; false when they do not follow. @throws NoSuchPersona, NoSuchAccount */
  leave(personaId: string, accountKey: string): boolean {
    return this.change('leave', personaId, this.accounts.get(accountKey), null, null);
  }

  /** Whom an account knows by this openid; null when nobody. */
  find(account: SandboxAccount, openid: string): AccountUser | null {
    const kept = this.of(account);
    const { crowd } = kept;
    const number = crowd?.numberOf(openid) ?? null;
    const turn = kept.turns.get(openid);
    if (crowd && number !== null) {
      return {
        openid,
        unionid: crowd.unionidOf(number, account),
        follows: kept.followsInCrowd(openid),
        subscription: turn?.subscription ?? kept.crowdSubscription(number),
        remark: kept.remarks.get(openid) ?? kept.crowdRemark(number),
        profile: () => crowd.profileOf(number),
        persona: null,
      };
    }
    const persona = this.personaOf(openid, account);
    if (!persona) return null;
    return {
      openid,
      unionid: identityOf(account, { persona, snapshot: false }).unionid,
      follows: persona.follows.includes(account.key),
      subscription: turn?.follows ? turn.subscription : earlySubscription(openid),
      remark: kept.remarks.get(openid) ?? '',
      profile: () => personaProfile(persona),
      persona,
    };
  }

  /** The same. @throws Refusal 49003 for a user of another account, 40003 for nobody's openid */
  get(account: SandboxAccount, openid: unknown): AccountUser {
    const user = typeof openid === 'string' ? this.find(account, openid) : null;
    if (user) return user;
    const elsewhere = this.accounts.list().some((other) => this.isKnownTo(other, openid));
    throw new Refusal(elsewhere ? 'cgi.openid_elsewhere' : 'cgi.openid');
  }

  /** How many follow. */
  total(account: SandboxAccount): number {
    return this.order.total(account, this.of(account));
  }

  /** The followers that come after one of them, at most `limit`: the crowd, then personas. @throws Refusal 40003 */
  page(account: SandboxAccount, after: string | null, limit: number): string[] {
    return this.order.page(account, this.of(account), after, limit);
  }

  /** Whether the account shut somebody out (43019). */
  isBlacklisted(account: SandboxAccount, openid: string): boolean {
    return this.of(account).blacklist.has(openid);
  }

  /** Forgets everything but who listens. */
  clear(): void {
    this.byAccount.clear();
    this.personas.forgetCrowd();
  }

  private change(
    kind: FollowChange['kind'],
    personaId: string,
    account: SandboxAccount,
    fresh: Subscription | null,
    ticket: string | null,
  ): boolean {
    const known = this.personas.get(personaId);
    const { openid, unionid } = identityOf(account, { persona: known, snapshot: false });
    const others = known.follows.filter((key) => key !== account.key);
    if (others.length < known.follows.length === (kind === 'follow')) return false;
    const kept = this.of(account);
    const earlier = kept.turns.get(openid)?.subscription ?? this.firstSubscription(openid, account);
    const subscription = fresh ?? earlier;
    const follows = kind === 'follow' ? [...others, account.key] : others;
    const computed = known.crowd && !this.personas.isKept(known.id);
    const persona = computed ? { ...known, follows } : this.personas.change(personaId, { follows });
    kept.turn(openid, { follows: kind === 'follow', subscription });
    const change = { kind, account, persona, openid, unionid, subscription, ticket };
    for (const listener of this.listeners) listener(change);
    return true;
  }

  private firstSubscription(openid: string, account: SandboxAccount): Subscription {
    const kept = this.of(account);
    const number = kept.crowd?.numberOf(openid) ?? null;
    return number === null ? earlySubscription(openid) : kept.crowdSubscription(number);
  }

  /** A persona that is kept, or a numbered visitor who has authorized. */
  private personaOf(openid: string, account: SandboxAccount): Persona | null {
    const kept = this.personas.findByOpenid(openid, account);
    if (kept) return kept;
    const id = this.grants.personaOf(openid, account.appId);
    return id === null ? null : this.personas.find(id);
  }

  /** `follower-12`, follower number 12 of the first account that has so many. */
  private findInCrowd(id: string): Persona | null {
    const number = crowdNumberOf(id);
    if (number === null) return null;
    const account = this.accounts
      .list()
      .find(({ key }) => number < (this.byAccount.get(key)?.crowd?.count ?? 0));
    if (!account) return null;
    const { size } = this.of(account).crowd!;
    const persona = crowdPersona(number, size.seed, this.of(account).crowd!.profileOf(number));
    const follows = this.accounts
      .list()
      .filter((other) => this.followsInCrowd(other, size.seed, number))
      .map(({ key }) => key);
    return { ...persona, follows };
  }

  private followsInCrowd({ key }: SandboxAccount, seed: string, number: number): boolean {
    const kept = this.byAccount.get(key);
    if (kept?.crowd?.size.seed !== seed || number >= kept.crowd.count) return false;
    return kept.followsInCrowd(kept.crowd.openidOf(number));
  }

  private isKnownTo(account: SandboxAccount, openid: unknown): boolean {
    return typeof openid === 'string' && this.find(account, openid) !== null;
  }
}
