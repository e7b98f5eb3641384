import { Injectable } from '@nestjs/common';
import type { Sql } from '../database/sql.js';
import { type LinkOutcome, type LinkRefusal, refusalOf } from './link-outcome.js';
import { type AccountOpenid, type Joining, LinkedOpenidRepository } from './linked-openid.repository.js';
import { LoginLinkRepository } from './login-link.repository.js';

const OUTCOMES: Readonly<Record<Joining, LinkOutcome>> = {
  linked: 'linked',
  already_linked: 'already_linked',
  first_taken: 'openid_taken',
  second_taken: 'visitor_taken',
  unionid_differs: 'unionid_differs',
};

/** What a link is good for: at the code exchange, and only there, it joins two openids. */
@Injectable()
export class LinkConsumption {
  constructor(
    private readonly links: LoginLinkRepository,
    private readonly pairs: LinkedOpenidRepository,
  ) {}

  /**
   * Uses up the link of this digest for a visitor who has just been authorized; null when all is well, else why it
   * did nothing for them. A link that has lapsed or was used is left as it is; one that meets a conflict is used up.
   * @param sql of the transaction that signs the visitor in
   */
  async consume(sql: Sql, linkHash: Buffer, visitor: AccountOpenid): Promise<LinkRefusal | null> {
    await this.links.holdOwner(sql, linkHash);
    const link = await this.links.consume(sql, linkHash, visitor);
    if (!link) return this.whyNot(sql, linkHash);
    const outcome = await this.outcomeOf(sql, link, visitor);
    await this.links.close(sql, link.id, outcome);
    return refusalOf(outcome);
  }

  private async outcomeOf(
    sql: Sql,
    link: AccountOpenid & { readonly id: string },
    visitor: AccountOpenid,
  ): Promise<LinkOutcome> {
    // Made for an openid of the account that authorizes: there is nothing to join, only to check.
    if (link.accountId === visitor.accountId)
      return link.openid === visitor.openid ? 'signed_in' : 'another_visitor';
    return OUTCOMES[await this.pairs.join(sql, link, visitor, { source: 'link', linkId: link.id })];
  }

  private async whyNot(sql: Sql, linkHash: Buffer): Promise<LinkRefusal> {
    const found = await this.links.find(linkHash, sql);
    return !found ? 'unknown' : found.consumed ? 'used' : 'expired';
  }
}
