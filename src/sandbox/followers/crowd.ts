import { z } from 'zod';
import type { SandboxAccount } from '../sandbox-account.js';
import { profileFrom, remarkFrom, subscriptionFrom, type CrowdProfile } from './crowd-facts.js';
import { crowdIds, type CrowdIds } from './crowd-ids.js';
import { KeyedPermutation } from './keyed-permutation.js';
import type { Subscription } from './subscription.js';

/** How many followers there are beside the personas, and what they are computed from. */
export const crowdSchema = z.strictObject({
  count: z.int().min(0).max(100_000_000).describe('Followers number 0 to count − 1'),
  seed: z
    .string()
    .max(64)
    .default('1')
    .describe('The same seed gives the same followers, in each world, for each account of an open platform'),
});

export type CrowdSize = Readonly<z.output<typeof crowdSchema>>;

/** Followers by the million that cost nothing: all there is to know of number n is computed from n and the seed. */
export class Crowd {
  private readonly openids: CrowdIds;
  private readonly people: KeyedPermutation;
  private readonly subscriptions: KeyedPermutation;

  constructor(
    appId: string,
    readonly size: CrowdSize,
  ) {
    this.openids = crowdIds(appId, size.seed);
    this.people = new KeyedPermutation(`people ${size.seed}`);
    this.subscriptions = new KeyedPermutation(`subscriptions ${appId} ${size.seed}`);
  }

  get count(): number {
    return this.size.count;
  }

  openidOf(number: number): string {
    return this.openids.idOf(number);
  }

  /** The openids of `count` followers from `first` on. */
  openidsFrom(first: number, count: number): string[] {
    return this.openids.ids(first, count);
  }

  /** Which follower an openid belongs to; null when it is nobody of this crowd. */
  numberOf(openid: string): number | null {
    const number = this.openids.numberOf(openid);
    return number !== null && number < this.count ? number : null;
  }

  /** Null where the account is bound to no open platform. */
  unionidOf(number: number, { openPlatform }: SandboxAccount): string | null {
    return openPlatform === null ? null : crowdIds(openPlatform, this.size.seed).idOf(number);
  }

  /** The same for each account that has this seed. */
  profileOf(number: number): CrowdProfile {
    return profileFrom(this.people.blocks(number));
  }

  subscriptionOf(number: number): Subscription {
    return subscriptionFrom(this.subscriptions.blocks(number));
  }

  /** What the account noted of them from the start. */
  remarkOf(number: number): string {
    return remarkFrom(this.subscriptions.blocks(number));
  }
}
