import { Injectable } from '@nestjs/common';
import { Random } from '../kernel/random/random.js';
import { LoginThrottle } from './login-throttle.js';
import { OperatorRepository, type OperatorRow } from './operator.repository.js';
import type { NewOperator } from './operator.schemas.js';
import { OperatorUnknown } from './operators.errors.js';
import { Passwords } from './passwords.js';
import type { Role } from './roles.js';

/** Who may sign in to the console, and what they may do there. */
@Injectable()
export class OperatorsService {
  constructor(
    private readonly rows: OperatorRepository,
    private readonly passwords: Passwords,
    private readonly throttle: LoginThrottle,
    private readonly random: Random,
  ) {}

  list(): Promise<OperatorRow[]> {
    return this.rows.list();
  }

  /** @throws OperatorUnknown */
  async get(id: string): Promise<OperatorRow> {
    const found = await this.rows.findById(id);
    if (!found) throw new OperatorUnknown();
    const { passwordHash: _passwordHash, totpSealed: _totpSealed, ...row } = found;
    return row;
  }

  /** @throws OperatorUnknown */
  async getByName(name: string): Promise<OperatorRow> {
    const found = await this.rows.findByName(name);
    if (!found) throw new OperatorUnknown();
    return this.get(found.id);
  }

  /** @throws OperatorTaken */
  async add({ name, role, password }: NewOperator): Promise<OperatorRow> {
    const id = this.random.uuid();
    await this.rows.insert({ id, name, role, passwordHash: await this.passwords.hash(password) });
    return this.get(id);
  }

  /** @throws OperatorUnknown | LastOwner */
  async change(id: string, changes: { role?: Role; disabled?: boolean }): Promise<OperatorRow> {
    if (!(await this.rows.change(id, changes))) throw new OperatorUnknown();
    return this.get(id);
  }

  /** Replaces the password; their sessions end, but the one with the digest `except`, and failed tries are forgiven. */
  async setPassword(
    { id, name }: Pick<OperatorRow, 'id' | 'name'>,
    password: string,
    except: Buffer | null = null,
  ): Promise<void> {
    await this.rows.setPassword(id, await this.passwords.hash(password), except);
    await this.throttle.forgive(name);
  }

  /** Codes are no longer asked for, as when phone and recovery codes are lost. */
  async endTotp(id: string): Promise<void> {
    await this.rows.endTotp(id);
  }
}
