import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.entity.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { ReturnTargets, readReturnTo } from '../config/return-to.js';
import { sha256 } from '../kernel/crypto/digest.js';
import { Random } from '../kernel/random/random.js';
import {
  LinkAccountUnable,
  LinkExpired,
  LinkOpenidUnclear,
  LinkReturnRefused,
  LinkSameAccount,
  LinkUnknown,
  LinkUsed,
} from './links.errors.js';
import { LoginLinkRepository } from './login-link.repository.js';

const TOKEN_LENGTH = 32;
const TOKEN = /^[0-9A-Za-z]{32}$/;
const PATH = '/auth/link/';

/** The length of every link's address beyond `PUBLIC_URL`, in characters. */
export const LINK_PATH_LENGTH = PATH.length + TOKEN_LENGTH;

/** A link, and until when it is good. Its address is a secret: nobody can make it out again. */
export interface MadeLink {
  readonly url: string;
  readonly expiresAt: Date;
}

/** A link that somebody may go on with. */
export interface OpenLink {
  /** By which the login remembers it. */
  readonly hash: Buffer;
  /** Its address, for those who must open it elsewhere. */
  readonly url: string;
  /** The account that knows whom it was made for. */
  readonly of: Account;
  /** The account that authorizes. */
  readonly at: Account;
  readonly returnTo: string;
}

/**
 * Single-use links by which somebody known to one account is authorized by another (借用授权), and the two openids
 * become known as one person's. The openid never travels: the link is a random word whose digest we keep.
 */
@Injectable()
export class LoginLinks {
  constructor(
    private readonly rows: LoginLinkRepository,
    private readonly accounts: AccountsService,
    private readonly targets: ReturnTargets,
    private readonly random: Random,
  ) {}

  /**
   * A single-use link for this openid, valid ten minutes; opened, it authorizes at `at` and joins the two openids.
   * Where `at` is the openid's own account it signs that one person in, and nobody else as them.
   * @throws LinkAccountUnable | LinkReturnRefused
   */
  async make(
    of: { readonly account: Account; readonly openid: string },
    at: Account,
    returnTo = '/me',
  ): Promise<MadeLink> {
    if (at.kind !== 'service') throw new LinkAccountUnable(at.key);
    const checked = readReturnTo(returnTo, this.targets);
    if (checked === null) throw new LinkReturnRefused();
    const token = this.random.alphanumeric(TOKEN_LENGTH);
    const expiresAt = await this.rows.insert({
      tokenHash: sha256(token),
      accountId: of.account.id,
      openid: of.openid,
      atAccountId: at.id,
      returnTo: checked,
    });
    return { url: this.targets.publicUrl + PATH + token, expiresAt };
  }

  /** The account that an openid is of: the one named, or the only other one that knows it. @throws AccountUnknown | LinkSameAccount | LinkOpenidUnclear */
  async ownerOf(openid: string, at: Account, named: string | undefined): Promise<Account> {
    if (named !== undefined) {
      const account = await this.accounts.get(named);
      if (account.id === at.id) throw new LinkSameAccount();
      return account;
    }
    const [only, second] = await this.rows.accountsKnowing(openid, at.id);
    if (only === undefined) throw new LinkOpenidUnclear('nowhere');
    if (second !== undefined) throw new LinkOpenidUnclear('twice');
    return this.accounts.getById(only);
  }

  /** What stands behind a link that somebody opens; nothing is used up by looking. @throws LinkUnknown | LinkUsed | LinkExpired */
  async open(token: string): Promise<OpenLink> {
    if (!TOKEN.test(token)) throw new LinkUnknown();
    const hash = sha256(token);
    const found = await this.rows.find(hash);
    if (!found) throw new LinkUnknown();
    if (found.consumed) throw new LinkUsed();
    if (found.expired) throw new LinkExpired();
    const [of, at] = [
      await this.accounts.getById(found.accountId),
      await this.accounts.getById(found.atAccountId),
    ];
    return { hash, url: this.targets.publicUrl + PATH + token, of, at, returnTo: found.returnTo };
  }
}
