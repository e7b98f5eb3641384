import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.entity.js';

/** An openid of another account that belongs to the same person (借用授权, or the same unionid). */
export interface LinkedOpenid {
  readonly account: Pick<Account, 'id' | 'key'>;
  readonly openid: string;
  /** How it is known: `link`, `operator` or `unionid`. */
  readonly source: string;
  /** Null where unionids say so. */
  readonly linkedAt: Date | null;
}

/** Who knows which openids belong together. */
export interface OpenidLinkSource {
  of(account: Account, openid: string): Promise<readonly LinkedOpenid[]>;
}

/** The openids that were linked to a user's. The room that links them lies above this one, and makes itself known here. */
@Injectable()
export class OpenidLinks {
  private source: OpenidLinkSource | null = null;

  /** From now on this one is asked. */
  askedOf(source: OpenidLinkSource): void {
    this.source = source;
  }

  /** Empty when there are none, or nobody links openids here. */
  async of(account: Account, openid: string): Promise<readonly LinkedOpenid[]> {
    return this.source ? this.source.of(account, openid) : [];
  }
}
