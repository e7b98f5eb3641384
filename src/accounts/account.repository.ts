import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { QueryFailedError, Repository } from 'typeorm';
import { inOurWords } from '../database/database.errors.js';
import { Account } from './account.entity.js';
import { AccountTaken } from './account.errors.js';

/** The accounts in the database. Each method may raise DatabaseUnavailable. */
@Injectable()
export class AccountRepository {
  constructor(@InjectRepository(Account) private readonly rows: Repository<Account>) {}

  /** All of them, the oldest first. */
  all(): Promise<Account[]> {
    return reported(this.rows.find({ order: { createdAt: 'ASC', key: 'ASC' } }));
  }

  findByKey(key: string): Promise<Account | null> {
    return reported(this.rows.findOne({ where: { key } }));
  }

  /** @throws AccountTaken */
  async insert(account: Omit<Account, 'createdAt' | 'updatedAt'>): Promise<void> {
    try {
      await this.rows.insert(account);
    } catch (error) {
      if (isUniqueViolation(error))
        throw new AccountTaken(String(error.driverError.constraint).includes('app_id') ? 'appid' : 'key');
      throw inOurWords(error);
    }
  }

  async update(id: string, changes: Partial<Omit<Account, 'id' | 'key'>>): Promise<void> {
    await reported(this.rows.update({ id }, { ...changes, updatedAt: () => 'now()' }));
  }
}

async function reported<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw inOurWords(error);
  }
}

function isUniqueViolation(
  error: unknown,
): error is QueryFailedError & { driverError: { constraint?: string } } {
  return error instanceof QueryFailedError && (error.driverError as { code?: string }).code === '23505';
}
