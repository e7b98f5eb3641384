import { Injectable } from '@nestjs/common';
import { sha256 } from '../kernel/crypto/digest.js';
import { Random } from '../kernel/random/random.js';
import {
  type NewOperatorSession,
  OperatorSessionRepository,
  type OperatorSessionRow,
  type OwnSessionRow,
  type Standing,
} from './operator-session.repository.js';
import { OperatorUnknown } from './operators.errors.js';

/** Every session id looks like this; nothing else is looked up. */
const FORM = /^lo_[0-9A-Za-z]{43}$/;
const ID_LENGTH = 43;

/** An operator who is signed in, or half. */
export interface FoundOperatorSession extends OperatorSessionRow {
  readonly idHash: Buffer;
}

/** Who is signed in to the console. The cookie's value is known to the browser alone; the database has its digest. */
@Injectable()
export class OperatorSessions {
  constructor(
    private readonly rows: OperatorSessionRepository,
    private readonly random: Random,
  ) {}

  /**
   * Opens a session under a new id, which is the answer; the one with the id `replaces` ends. Null when the operator is
   * let in no more, or what it stands on does not hold any longer.
   */
  async openOn(
    standing: Standing,
    operatorId: string,
    state: OperatorSessionRow['state'],
    replaces: string | null,
  ): Promise<string | null> {
    return this.write({ operatorId, state, standing }, replaces);
  }

  /** The same for somebody who has become an operator just now. @throws OperatorUnknown who is none any more */
  async open(
    operatorId: string,
    state: OperatorSessionRow['state'],
    replaces: string | null,
  ): Promise<string> {
    const id = await this.write({ operatorId, state }, replaces);
    if (id === null) throw new OperatorUnknown();
    return id;
  }

  /**
   * The live session behind a cookie's value.
   * @param inUse false for what a page asks by itself: it does not keep a session alive
   */
  async find(id: string | null, inUse = true): Promise<FoundOperatorSession | null> {
    if (id === null || !FORM.test(id)) return null;
    const idHash = sha256(id);
    const row = await this.rows.find(idHash);
    if (!row) return null;
    if (inUse && row.stale && row.state === 'signed_in') await this.rows.touch(idHash);
    return { ...row, idHash };
  }

  /** The operator has proved to be there; for five minutes that need not be asked again. */
  confirm(idHash: Buffer): Promise<void> {
    return this.rows.confirm(idHash);
  }

  /** Ends a session, on every instance at once. */
  end(idHash: Buffer): Promise<void> {
    return this.rows.end(idHash);
  }

  /** Where the operator behind a session is signed in: this one first, then the last used. */
  ownOf({ operatorId, idHash }: FoundOperatorSession): Promise<OwnSessionRow[]> {
    return this.rows.of(operatorId, idHash);
  }

  /** Ends one of the operator's own sessions, by its handle, on every instance at once; false when there is none. */
  endOwn({ operatorId }: FoundOperatorSession, handle: string): Promise<boolean> {
    return this.rows.endByHandle(operatorId, handle);
  }

  /** Ends all the operator's sessions but this one; answers how many. */
  endOthers({ operatorId, idHash }: FoundOperatorSession): Promise<number> {
    return this.rows.endOthers(operatorId, idHash);
  }

  private async write(
    session: Pick<NewOperatorSession, 'operatorId' | 'state' | 'standing'>,
    replaces: string | null,
  ): Promise<string | null> {
    const id = `lo_${this.random.alphanumeric(ID_LENGTH)}`;
    const opened = await this.rows.open({
      ...session,
      idHash: sha256(id),
      replaces: replaces === null ? null : sha256(replaces),
    });
    return opened ? id : null;
  }
}
