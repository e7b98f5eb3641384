import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { QueryFailedError, Repository } from 'typeorm';
import { inOurWords } from '../database/database.errors.js';
import { Sql } from '../database/sql.js';
import { Account } from './account.entity.js';
import { AccountTaken } from './account.errors.js';

const COLUMNS = `id, key, app_id AS "appId", kind, name, secret_sealed AS "secretSealed", open_platform AS "openPlatform",
  verify_file_name AS "verifyFileName", verify_file_body AS "verifyFileBody",
  token_mode AS "tokenMode", js_domains AS "jsDomains",
  push_mode AS "pushMode", push_token_sealed AS "pushTokenSealed", push_aes_key_sealed AS "pushAesKeySealed",
  push_previous_aes_key_sealed AS "pushPreviousAesKeySealed", original_id AS "originalId", login_account_id AS "loginAccountId",
  created_at AS "createdAt", updated_at AS "updatedAt"`;

/** The accounts in the database. Each method may raise DatabaseUnavailable. */
@Injectable()
export class AccountRepository {
  constructor(
    @InjectRepository(Account) private readonly rows: Repository<Account>,
    private readonly sql: Sql,
  ) {}

  /** All of them, the oldest first. Every request may wait for this one, so it goes the way that waits three seconds at most. */
  all(): Promise<Account[]> {
    return this.sql.rows<Account>(`SELECT ${COLUMNS} FROM account ORDER BY created_at, key`);
  }

  findByKey(key: string): Promise<Account | null> {
    return this.sql.one<Account>(`SELECT ${COLUMNS} FROM account WHERE key = $1`, [key]);
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

  /** Writes it where there is none yet. */
  async learnOriginalId(id: string, originalId: string): Promise<void> {
    await this.sql.change(
      'UPDATE account SET original_id = $2, updated_at = now() WHERE id = $1 AND original_id IS NULL',
      [id, originalId],
    );
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
