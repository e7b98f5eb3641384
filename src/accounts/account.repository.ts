import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { QueryFailedError, Repository } from 'typeorm';
import { Account } from './account.entity.js';
import { AccountTaken } from './account.errors.js';

/** The accounts in the database. */
@Injectable()
export class AccountRepository {
  constructor(@InjectRepository(Account) private readonly rows: Repository<Account>) {}

  /** All of them, the oldest first. */
  all(): Promise<Account[]> {
    return this.rows.find({ order: { createdAt: 'ASC', key: 'ASC' } });
  }

  findByKey(key: string): Promise<Account | null> {
    return this.rows.findOne({ where: { key } });
  }

  /** @throws AccountTaken */
  async insert(account: Omit<Account, 'createdAt' | 'updatedAt'>): Promise<void> {
    try {
      await this.rows.insert(account);
    } catch (error) {
      if (isUniqueViolation(error))
        throw new AccountTaken(String(error.driverError.constraint).includes('app_id') ? 'appid' : 'key');
      throw error;
    }
  }

  async update(id: string, changes: Partial<Omit<Account, 'id' | 'key'>>): Promise<void> {
    await this.rows.update({ id }, { ...changes, updatedAt: () => 'now()' });
  }
}

function isUniqueViolation(
  error: unknown,
): error is QueryFailedError & { driverError: { constraint?: string } } {
  return error instanceof QueryFailedError && (error.driverError as { code?: string }).code === '23505';
}
