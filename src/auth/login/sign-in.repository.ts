import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Account } from '../../accounts/account.entity.js';
import { Sql } from '../../database/sql.js';
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

const ours = sql`EXISTS (SELECT FROM attempt)`;
const userId = sql`(SELECT id FROM remembered)`;

/**
 * Signing in is one statement: attempt, person, user, token and session change together or not at
 * all, and nothing does when the attempt is no longer the one that was claimed.
 */
@Injectable()
export class SignInRepository {
  constructor(
    private readonly sql: Sql,
    private readonly tokens: UserTokenRepository,
  ) {}

  /** Answers the user's id, or null when the attempt had ended meanwhile. */
  async signIn({ account, stateHash, session, seen, token }: SignIn): Promise<string | null> {
    const statement = sql`
      WITH attempt AS (${finishAttempt(stateHash, session.idHash)}),
        person AS (${rememberPerson(account, seen, ours)}),
        remembered AS (${rememberUser(account, seen, ours)}),
        token AS (${this.tokens.keep(account.id, seen.openid, token, userId, ours)}),
        replaced AS (${endReplaced(session, ours)}),
        opened AS (${openSession(session, userId, ours)})
      SELECT id FROM remembered`;
    const row = await this.sql.one<{ id: string }>(statement.text, statement.values);
    return row?.id ?? null;
  }

  /** A snapshot visitor gets a session and nothing else: no user, no person, no token. Answers whether it was opened. */
  async admitSnapshot(stateHash: Buffer, session: NewSession): Promise<boolean> {
    const statement = sql`
      WITH attempt AS (${finishAttempt(stateHash, session.idHash)}),
        replaced AS (${endReplaced(session, ours)}),
        opened AS (${openSession(session, null, ours)})
      SELECT 1 FROM attempt`;
    return (await this.sql.one(statement.text, statement.values)) !== null;
  }
}
