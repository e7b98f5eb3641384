import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { LoginThrottle } from './login-throttle.js';
import { OneTimeCodes } from './one-time-codes.js';
import type { FoundOperatorSession } from './operator-sessions.js';
import { OperatorSessions } from './operator-sessions.js';
import { type KnownOperator, OperatorRepository } from './operator.repository.js';
import {
  CodeRefused,
  ConfirmationRefused,
  LoginRefused,
  OperatorSessionRequired,
} from './operators.errors.js';
import { Passwords } from './passwords.js';

/** A login as somebody tries it. */
export interface LoginAttempt {
  /** In lower case. */
  readonly name: string;
  readonly password: string;
  /** The network address that it comes from, or the network that counts as one. */
  readonly from: string;
  /** The session this browser had before. */
  readonly replaces: string | null;
}

/** What proves that an operator is there. */
export type Proof =
  { readonly password: string } | { readonly code: string } | { readonly recoveryCode: string };

/** A session that was opened. */
export interface OpenedOperatorSession {
  /** The cookie's value. */
  readonly id: string;
  /** `awaits_totp`: a code is still to come. */
  readonly state: 'awaits_totp' | 'signed_in';
}

/** Signing in to the console: password, then a code where the operator wants it. */
@Injectable()
export class OperatorLoginService {
  constructor(
    private readonly operators: OperatorRepository,
    private readonly passwords: Passwords,
    private readonly codes: OneTimeCodes,
    private readonly sessions: OperatorSessions,
    private readonly throttle: LoginThrottle,
    private readonly audit: AuditService,
  ) {}

  /**
   * The first step. A name that nobody has costs the same work and gets the same answer as a wrong password, so
   * that nobody can find out who is an operator. @throws LoginRefused | TooManyLogins
   */
  async logIn({ name, password, from, replaces }: LoginAttempt): Promise<OpenedOperatorSession> {
    const one = { from, name };
    await this.throttle.take(one);
    const operator = await this.operators.findByName(name);
    const right = await this.passwords.match(operator?.passwordHash ?? null, password);
    const opened = operator && right ? await this.open(operator, replaces) : null;
    if (!operator || !opened) {
      // A name that nobody has may be a password in the wrong field.
      await this.note(operator?.name ?? null, 'operator.login_refused', from);
      throw new LoginRefused();
    }
    await this.throttle.giveBack(one);
    if (opened.state === 'signed_in') await this.welcome(operator.name, from);
    return opened;
  }

  /**
   * The second step, which opens a session under another id.
   * @throws CodeRefused | TooManyLogins | OperatorSessionRequired when the first one's session has ended meanwhile
   */
  async finish(
    half: FoundOperatorSession,
    proof: Exclude<Proof, { password: string }>,
    { from, replaces }: Pick<LoginAttempt, 'from' | 'replaces'>,
  ): Promise<OpenedOperatorSession> {
    const one = { from, name: half.name };
    await this.throttle.take(one);
    try {
      await this.check(half.operatorId, proof);
    } catch (error) {
      if (error instanceof CodeRefused) await this.note(half.name, 'operator.code_refused', from);
      throw error;
    }
    await this.throttle.giveBack(one);
    const id = await this.sessions.openOn({ half: half.idHash }, half.operatorId, 'signed_in', replaces);
    if (id === null) throw new OperatorSessionRequired();
    await this.welcome(half.name, from, 'recoveryCode' in proof ? { by: 'recovery' } : {});
    return { id, state: 'signed_in' };
  }

  /** Proves, within a session, that the operator is there. @throws ConfirmationRefused | CodeRefused | TooManyLogins */
  async confirm(session: FoundOperatorSession, proof: Proof, from: string): Promise<void> {
    const one = { from, name: session.name, step: 'confirmation' as const };
    await this.throttle.take(one);
    try {
      await this.check(session.operatorId, proof);
    } catch (error) {
      // Somebody may sit at a session that is not theirs.
      if (error instanceof ConfirmationRefused || error instanceof CodeRefused)
        await this.note(session.name, 'operator.confirmation_refused', from);
      throw error;
    }
    await this.throttle.giveBack(one);
    await this.sessions.confirm(session.idHash);
  }

  /** Opens what a password that was verified is good for; null when it has been changed since, or its owner locked out. */
  private async open(
    { id: operatorId, passwordHash, totp }: KnownOperator,
    replaces: string | null,
  ): Promise<OpenedOperatorSession | null> {
    const state = totp ? 'awaits_totp' : 'signed_in';
    const id = await this.sessions.openOn({ passwordHash }, operatorId, state, replaces);
    return id === null ? null : { id, state };
  }

  private async welcome(name: string, from: string, detail: Record<string, unknown> = {}): Promise<void> {
    await this.throttle.remember(from);
    await this.note(name, 'operator.signed_in', from, detail);
  }

  private async check(operatorId: string, proof: Proof): Promise<void> {
    if ('code' in proof) return this.codes.take(operatorId, proof.code);
    if ('recoveryCode' in proof) return this.codes.takeRecovery(operatorId, proof.recoveryCode);
    const operator = await this.operators.findById(operatorId);
    if (!(await this.passwords.match(operator?.passwordHash ?? null, proof.password)))
      throw new ConfirmationRefused();
  }

  private note(
    name: string | null,
    action: string,
    address: string,
    detail: Record<string, unknown> = {},
  ): Promise<void> {
    const actor = name === null ? 'nobody' : `operator:${name}`;
    return this.audit.record({ actor, action, address, detail });
  }
}
