import { Injectable } from '@nestjs/common';
import { AccountsService } from '../../accounts/accounts.service.js';
import { hmacSha256, sha256 } from '../../kernel/crypto/digest.js';
import { KeyRing } from '../../kernel/crypto/key-ring.js';
import type { Scope } from '../../wechat/oauth/authorize-url.js';
import { SessionRepository, type UserSession } from './session.repository.js';
import type { Visitor } from './visitor.js';

/** Every session id looks like this; nothing else is looked up. */
const FORM = /^ls_[\w-]{43}$/;

/** A session found by its cookie. */
export interface FoundSession {
  readonly visitor: Visitor;
  /** Its end was moved forward: the cookie wants renewing. */
  readonly renewed: boolean;
}

/** Who is signed in. The cookie's value is known to the browser alone; the database has its digest. */
@Injectable()
export class SessionService {
  private readonly purposeKeys = new Map<string, Buffer>();

  constructor(
    private readonly rows: SessionRepository,
    private readonly accounts: AccountsService,
    private readonly keys: KeyRing,
  ) {}

  /** The visitor behind a cookie value, if it is that of a live session. */
  async find(id: string | null): Promise<FoundSession | null> {
    if (id === null || !FORM.test(id)) return null;
    const idHash = sha256(id);
    const row = await this.rows.find(idHash);
    if (!row) return null;
    const account = await this.accounts.getById(row.accountId);
    const snapshot = row.userId === null;
    const moved = row.stale && !snapshot ? await this.rows.touch(idHash) : null;
    const visitor: Visitor = {
      account: account.key,
      accountId: row.accountId,
      userId: row.userId,
      openid: row.openid,
      unionid: row.unionid,
      scope: row.scope as Scope,
      nickname: row.nickname,
      avatarUrl: row.avatarUrl,
      subscribed: row.subscribed,
      snapshot,
      firstSeenAt: row.firstSeenAt,
      reauthorize: row.tokenState === 'reauthorize',
      expiresAt: moved ?? row.expiresAt,
    };
    return { visitor, renewed: moved !== null };
  }

  /**
   * The id of the session that a login opens. It follows from the login's state and the browser's
   * binding, which meet nowhere but in that browser's request, so that the same callback loaded
   * twice is given the same session, on any instance, without the id being stored.
   */
  idFor(state: string, browser: string): string {
    return this.idUnder(this.keys.current.id, state, browser)!;
  }

  /** The id that opened a session whose digest is known, under whichever key it was made. */
  idBehind(idHash: Buffer, state: string, browser: string): string | null {
    for (const keyId of this.keys.ids) {
      const id = this.idUnder(keyId, state, browser);
      if (id && sha256(id).equals(idHash)) return id;
    }
    return null;
  }

  /** Ends one session, on every instance at once. */
  async end(id: string | null): Promise<void> {
    if (id !== null && FORM.test(id)) await this.rows.delete(sha256(id));
  }

  /** Ends every session of a user, on every instance at once. */
  endAllOf(userId: string): Promise<number> {
    return this.rows.deleteOfUser(userId);
  }

  /** The live sessions of a user, the latest used first. */
  ofUser(userId: string): Promise<UserSession[]> {
    return this.rows.ofUser(userId);
  }

  /** Ends one of a user's sessions, by its handle, on every instance at once; false when there is none. */
  endByHandle(userId: string, handle: string): Promise<boolean> {
    return this.rows.deleteByHandle(userId, handle);
  }

  /** Whether the session with this digest is alive. */
  async isAlive(idHash: Buffer): Promise<boolean> {
    return (await this.rows.find(idHash)) !== null;
  }

  private idUnder(keyId: string, state: string, browser: string): string | null {
    let key = this.purposeKeys.get(keyId);
    if (!key) {
      const master = this.keys.find(keyId);
      if (!master) return null;
      key = this.keys.derive('session', master);
      this.purposeKeys.set(keyId, key);
    }
    return `ls_${hmacSha256(key, `${state}.${browser}`).toString('base64url')}`;
  }
}
