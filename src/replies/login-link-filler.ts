import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.entity.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { ReturnTargets } from '../config/return-to.js';
import { LINK_PATH_LENGTH, LoginLinks } from '../links/login-links.service.js';
import { type FilledContent, fillContent, wantsLink } from './fill-content.js';
import { NoLoginAccount, ReplyTooLong } from './replies.errors.js';
import { MAX_TEXT_BYTES, type ReplyContent } from './reply-rule.schemas.js';

/** Fills `{{login_link}}` in: a link made for the one person who is written to, never the same twice. */
@Injectable()
export class LoginLinkFiller {
  constructor(
    private readonly links: LoginLinks,
    private readonly accounts: AccountsService,
    private readonly targets: ReturnTargets,
  ) {}

  /**
   * Refuses what could never be sent. @throws NoLoginAccount | ReplyTooLong
   * @param loginAccount the account named to authorize; null: the account's own choice
   */
  async check(account: Account, content: ReplyContent, loginAccount: Account | null): Promise<void> {
    if (wantsLink(content)) await this.authorizer(account, loginAccount);
    const filled = fillContent(content, 'x'.repeat(this.targets.publicUrl.length + LINK_PATH_LENGTH));
    const bytes = filled.type === 'text' ? Buffer.byteLength(filled.content) : 0;
    if (bytes > MAX_TEXT_BYTES) throw new ReplyTooLong(bytes);
  }

  /** @throws NoLoginAccount */
  async fillIn(
    { account, openid }: { readonly account: Account; readonly openid: string },
    content: ReplyContent,
    loginAccount: Account | null,
  ): Promise<FilledContent> {
    if (!wantsLink(content)) return fillContent(content, '');
    const at = await this.authorizer(account, loginAccount);
    const { url } = await this.links.make({ account, openid }, at);
    return fillContent(content, url);
  }

  private async authorizer(account: Account, named: Account | null): Promise<Account> {
    const at = named?.kind === 'service' ? named : await this.accounts.loginAccountOf(account);
    if (!at) throw new NoLoginAccount(account.key);
    return at;
  }
}
