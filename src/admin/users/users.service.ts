import { Injectable } from '@nestjs/common';
import type { Account } from '../../accounts/account.entity.js';
import { AccountsService } from '../../accounts/accounts.service.js';
import { SessionService } from '../../auth/session/session.service.js';
import { LinkedOpenids } from '../../links/linked-openids.service.js';
import { UserLookup } from '../../users/user-lookup.js';
import type { DetailedUser } from '../../users/user-view.js';
import { UserUnknown } from '../../users/users.errors.js';
import { UserTimelineRepository } from './user-timeline.repository.js';
import { type UserFacts, userId } from './users.schemas.js';

/** A user, and the account that knows them. */
export interface KnownUser {
  readonly user: DetailedUser;
  readonly account: Account;
}

/** One user as the console shows them, put together from the rooms that know something. */
@Injectable()
export class AdminUsersService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly lookup: UserLookup,
    private readonly sessions: SessionService,
    private readonly links: LinkedOpenids,
    private readonly timeline: UserTimelineRepository,
  ) {}

  /** By our own number. @throws UserUnknown */
  async find(id: string): Promise<KnownUser> {
    const accounts = await this.accounts.all();
    const user = userId.safeParse(id).success ? await this.lookup.findById(accounts, id) : null;
    const account = accounts.find(({ key }) => key === user?.account);
    if (!user || !account) throw new UserUnknown();
    return { user, account };
  }

  /** Everything the console shows. @throws UserUnknown */
  async facts(id: string): Promise<UserFacts> {
    const { user, account } = await this.find(id);
    const [sessions, links, refused, timeline] = await Promise.all([
      this.sessions.ofUser(user.id),
      this.links.of(account, user.openid),
      this.links.refusedOf(account, user.openid),
      this.timeline.of(user.id),
    ]);
    return { user, sessions, links, refused, timeline };
  }
}
