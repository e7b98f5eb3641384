import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { Account } from '../../src/accounts/account.entity.js';
import { AccountRepository } from '../../src/accounts/account.repository.js';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import { LoginAttemptRepository } from '../../src/auth/login/login-attempt.repository.js';
import { type SignIn, SignInRepository } from '../../src/auth/login/sign-in.repository.js';
import { SessionRepository } from '../../src/auth/session/session.repository.js';
import { UserTokenRepository } from '../../src/auth/user-token/user-token.repository.js';
import { dataSourceOptions } from '../../src/database/connection.js';
import { Sql } from '../../src/database/sql.js';
import type { Clock } from '../../src/kernel/clock/clock.js';
import { SystemRandom } from '../../src/kernel/random/system-random.js';
import { LinkConsumption } from '../../src/links/link-consumption.js';
import { LinkedOpenidRepository } from '../../src/links/linked-openid.repository.js';
import { LoginLinkRepository } from '../../src/links/login-link.repository.js';
import { entities, migrations } from '../../src/schema.js';
import { CredentialRepository } from '../../src/token/credential.repository.js';
import { NO_PROFILE } from '../../src/users/profile.js';
import type { SeenUser } from '../../src/users/remember-user.statement.js';
import { createTestDatabase } from '../support/test-database.js';
import { anAccount, testKeys, testSealer } from './an-account.js';
import { FixedClock } from './fixed-clock.js';

/** The repositories over a migrated database of a spec's own. Call `end` when done. */
export async function aDatabase(poolSize = 16) {
  const database = await createTestDatabase();
  const connect = () =>
    new DataSource(
      dataSourceOptions(database.url, { poolSize, entities, migrations, applicationName: 'lingpai-test' }),
    ).initialize();
  const dataSource = await connect();
  const sql = new Sql(dataSource);
  const tokens = new UserTokenRepository(sql, testSealer);
  const [links, pairs] = [new LoginLinkRepository(sql), new LinkedOpenidRepository(sql)];
  const accountRows = new AccountRepository(dataSource.getRepository(Account), sql);
  return {
    sql,
    tokens,
    accountRows,
    attempts: new LoginAttemptRepository(sql),
    credentials: new CredentialRepository(sql, testSealer, testKeys),
    sessions: new SessionRepository(sql),
    signIns: new SignInRepository(sql, tokens, new LinkConsumption(links, pairs)),
    links,
    pairs,
    /** The accounts as one instance of several sees them. */
    accountsOf: (clock: Clock = new FixedClock()) =>
      new AccountsService(accountRows, testSealer, clock, new SystemRandom()),
    async addAccount(given: Partial<Account> = {}): Promise<Account> {
      const account = anAccount(given);
      const { createdAt: _createdAt, updatedAt: _updatedAt, ...row } = account;
      await accountRows.insert(row);
      return account;
    },
    /** Empties every table that logins and renewals fill. */
    clear: () =>
      sql.rows(
        `TRUNCATE following_event, follower_sync, linked_openid, login_link, reply_rule, push_inbox, global_token, jsapi_ticket, token_history, session, user_token, login_attempt, erasure, consent_text, wechat_user, person, account
         RESTART IDENTITY CASCADE`,
      ),
    count: async (table: string): Promise<number> =>
      Number((await sql.one<{ n: string }>(`SELECT count(*) AS n FROM ${table}`))!.n),
    /** Moves every time in a table back, as if it had passed. */
    async age(table: string, seconds: number): Promise<void> {
      const columns = await sql.rows<{ name: string }>(
        `SELECT column_name AS name FROM information_schema.columns
         WHERE table_name = $1 AND data_type = 'timestamp with time zone'`,
        [table],
      );
      const moved = columns.map(({ name }) => `${name} = ${name} - make_interval(secs => ${seconds})`);
      await sql.rows(`UPDATE ${table} SET ${moved.join(', ')}`);
    },
    async end(): Promise<void> {
      await dataSource.destroy();
      await database.drop();
    },
  };
}

/** What {@link aDatabase} makes. */
export type ADatabase = Awaited<ReturnType<typeof aDatabase>>;

/** Somebody seen by an authorization; say only what matters. */
export function aSeenUser(given: Partial<SeenUser> = {}): SeenUser {
  return {
    openid: 'oVisitor1',
    unionid: null,
    scope: 'snsapi_base',
    profile: NO_PROFILE,
    provenance: {},
    ...given,
  };
}

/** An attempt begun and claimed, ready to sign `seen` in. */
export async function aClaimedSignIn(
  database: ADatabase,
  account: Account,
  seen: Partial<SeenUser> = {},
  given: { replaces?: Buffer | null; token?: Partial<SignIn['token']> } = {},
): Promise<SignIn> {
  const key = { stateHash: randomBytes(32), accountId: account.id, browserHash: randomBytes(32) };
  await database.attempts.begin({ ...key, scope: 'snsapi_base', returnTo: '/me', restarts: 0 });
  await database.attempts.claim(key);
  const whole = aSeenUser(seen);
  return {
    account,
    stateHash: key.stateHash,
    session: {
      idHash: randomBytes(32),
      accountId: account.id,
      scope: whole.scope,
      replaces: given.replaces ?? null,
    },
    seen: whole,
    token: {
      userToken: 'canary-user-token-1',
      refreshToken: 'canary-refresh-token-1',
      expiresInSeconds: 7200,
      scope: whole.scope,
      ...given.token,
    },
  };
}
