import { Injectable } from '@nestjs/common';
import sql, { empty, type Sql as Statement } from 'sql-template-tag';
import type { Account } from '../../accounts/account.entity.js';
import { Sql } from '../../database/sql.js';
import { LinkConsumption } from '../../links/link-consumption.js';
import type { LinkRefusal } from '../../links/link-outcome.js';
import { keepConsent } from '../../privacy/consent.statement.js';
import { rememberPerson, rememberUser, type SeenUser } from '../../users/remember-user.statement.js';
import { endReplaced, type NewSession, openSession } from '../session/session.repository.js';
import { type IssuedUserToken, UserTokenRepository } from '../user-token/user-token.repository.js';
import { finishAttempt } from './login-attempt.repository.js';

/** Who came back from WeChat, with what. */
export interface SignIn {
  readonly account: Account;
  readonly stateHash: Buffer;
  readonly session: NewSession;
  readonly seen: SeenUser;
  readonly token: IssuedUserToken;
}

/** Who is signed in, and why their link joined nobody; null: it did. */
export interface SignedInByLink {
  readonly userId: string;
  readonly refused: LinkRefusal | null;
}

const DEADLOCK = '40P01';
const ours = sql`EXISTS (SELECT FROM attempt)`;
const userId = sql`(SELECT id FROM remembered)`;

/**
 * Signing in is one statement: attempt, person, user, token and session change together or not at
 * all, and nothing does when the attempt is no longer the one that was claimed.
 */
@Injectable()
export class SignInRepository {
  /** The statement has four forms; each text is put together once, so that it is the same string every time. */
  private readonly texts = new Map<string, string>();

  constructor(
    private readonly sql: Sql,
    private readonly tokens: UserTokenRepository,
    private readonly links: LinkConsumption,
  ) {}

  /** Answers the user's id, or null when the attempt had ended meanwhile. */
  signIn(signIn: SignIn): Promise<string | null> {
    return this.signInOver(this.sql, signIn);
  }

  /**
   * The same for somebody who came by a login link, which is used up in the same transaction. Whatever becomes of the
   * link, they are signed in as who WeChat says they are; `refused` says why it joined nobody.
   */
  async signInByLink(signIn: SignIn, linkHash: Buffer): Promise<SignedInByLink | null> {
    const visitor = { accountId: signIn.account.id, openid: signIn.seen.openid };
    const once = (): Promise<SignedInByLink | null> =>
      this.sql.transaction(async (sql) => {
        const userId = await this.signInOver(sql, signIn);
        return userId === null ? null : { userId, refused: await this.links.consume(sql, linkHash, visitor) };
      });
    try {
      return await once();
    } catch (error) {
      // Two who bring links that were made for each other wait for each other: one of them is put off.
      if ((error as { code?: unknown } | null)?.code !== DEADLOCK) throw error;
      return once();
    }
  }

  private async signInOver(
    over: Sql,
    { account, stateHash, session, seen, token }: SignIn,
  ): Promise<string | null> {
    const agreed = session.scope !== 'snsapi_base';
    // Nobody is asked to agree to a silent login, which costs as much as before.
    const consent = agreed
      ? sql`consent AS (${keepConsent({ stateHash, scope: session.scope }, userId, ours)}), `
      : empty;
    const statement = sql`
      WITH attempt AS (${finishAttempt(stateHash, session.idHash)}),
        person AS (${rememberPerson(account, seen, ours)}),
        remembered AS (${rememberUser(account, seen, ours)}),
        token AS (${this.tokens.keep(account.id, seen.openid, token, userId, ours)}),
        ${consent}replaced AS (${endReplaced(session, ours)})
      ${openSession(session, userId, ours)} RETURNING user_id AS id`;
    const text = this.textOf(statement, `${seen.unionid !== null} ${agreed}`);
    const row = await over.brief.one<{ id: string }>(text, statement.values);
    return row?.id ?? null;
  }

  /** A snapshot visitor gets a session and nothing else: no user, no person, no token. Answers whether it was opened. */
  async admitSnapshot(stateHash: Buffer, session: NewSession): Promise<boolean> {
    const statement = sql`
      WITH attempt AS (${finishAttempt(stateHash, session.idHash)}),
        replaced AS (${endReplaced(session, ours)})
      ${openSession(session, null, ours)}`;
    return (await this.sql.brief.change(statement.text, statement.values)) === 1;
  }

  private textOf(statement: Statement, form: string): string {
    const known = this.texts.get(form);
    if (known) return known;
    const { text } = statement;
    this.texts.set(form, text);
    return text;
  }
}
