import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.entity.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { Sql } from '../database/sql.js';
import { Clock } from '../kernel/clock/clock.js';
import { Log } from '../kernel/logging/log.js';
import type { LinkOutcome } from './link-outcome.js';
import { type Joining, LinkedOpenidRepository } from './linked-openid.repository.js';
import { CannotLink, LinkSameAccount, NotLinked } from './links.errors.js';
import { LoginLinkRepository } from './login-link.repository.js';

/** How long it may take until an instance hears of the first pair that another has written. */
const LOOK_AGAIN_MS = 10_000;

/** An openid of the same person at another account. */
export interface LinkedOpenid {
  /** By which {@link LinkedOpenids.undo} takes it apart; null where unionids say so, which nobody here can undo. */
  readonly id: string | null;
  readonly account: Account;
  readonly openid: string;
  readonly source: 'link' | 'operator' | 'unionid';
  readonly linkedAt: Date | null;
  /** Unionids learnt since then say that these are two people: an operator should look. */
  readonly contradicted: boolean;
}

/** An attempt to link that was refused. */
export interface RefusedLinking {
  readonly account: Account;
  /** Who came with the link, or for whom it was made: the other side of the openid asked about. */
  readonly openid: string;
  readonly reason: LinkOutcome;
  readonly at: Date;
}

const WHY_NOT: Readonly<Record<Exclude<Joining, 'linked' | 'already_linked'>, string>> = {
  first_taken: 'the first is linked to another openid of that account.',
  second_taken: 'the second is linked to another openid of that account.',
  unionid_differs: 'their unionids say that they are two people.',
};

/** Which openids of several accounts are one person's. Two people are never merged: each row stays what it is. */
@Injectable()
export class LinkedOpenids {
  private seen: { readonly any: boolean; readonly atMs: number } | null = null;

  constructor(
    private readonly pairs: LinkedOpenidRepository,
    private readonly links: LoginLinkRepository,
    private readonly accounts: AccountsService,
    private readonly sql: Sql,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** As {@link of}, for a page that is opened often: where nobody is linked, no statement is spent on it. */
  async ofVisitor(account: Account, openid: string): Promise<LinkedOpenid[]> {
    const sisters = (await this.accounts.all()).filter(
      (other) => other.openPlatform === account.openPlatform,
    );
    return sisters.length > 1 || (await this.anybody()) ? this.of(account, openid) : [];
  }

  private async anybody(): Promise<boolean> {
    if (this.pairs.wroteOne || this.seen?.any) return true;
    const now = this.clock.monotonicMs();
    if (!this.seen || now - this.seen.atMs > LOOK_AGAIN_MS)
      this.seen = { any: await this.pairs.any(), atMs: now };
    return this.seen.any;
  }

  /** The openids at other accounts: those joined by a link or an operator, and those with the same unionid. */
  async of(account: Account, openid: string): Promise<LinkedOpenid[]> {
    const found = await this.pairs.of({ accountId: account.id, openid });
    return Promise.all(
      found.map(async ({ accountId, ...rest }) => ({
        ...rest,
        account: await this.accounts.getById(accountId),
      })),
    );
  }

  /** The attempts with or for this openid that were refused, the newest first. */
  async refusedOf(account: Account, openid: string): Promise<RefusedLinking[]> {
    const found = await this.links.refusedOf({ accountId: account.id, openid });
    return Promise.all(
      found.map(async ({ accountId, openid: other, outcome, at }) => ({
        account: await this.accounts.getById(accountId),
        openid: other,
        reason: outcome,
        at,
      })),
    );
  }

  /** Joins two openids by an operator's word. @throws CannotLink | LinkSameAccount */
  async join(
    first: { readonly account: Account; readonly openid: string },
    second: { readonly account: Account; readonly openid: string },
  ): Promise<void> {
    if (first.account.id === second.account.id) throw new LinkSameAccount();
    const joining = await this.sql.transaction((sql) =>
      this.pairs.join(
        sql,
        { accountId: first.account.id, openid: first.openid },
        { accountId: second.account.id, openid: second.openid },
        { source: 'operator', linkId: null },
      ),
    );
    if (joining !== 'linked' && joining !== 'already_linked') throw new CannotLink(WHY_NOT[joining]);
  }

  /** Takes a pair apart that this openid is part of. @throws NotLinked */
  async undo(account: Account, openid: string, id: string): Promise<void> {
    if (!(await this.pairs.undo(id, { accountId: account.id, openid }))) throw new NotLinked();
    this.log.info('link.undone', { account: account.key, link: id });
  }
}
