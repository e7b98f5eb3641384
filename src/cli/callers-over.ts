import type { DataSource } from 'typeorm';
import { ApiKeyRepository } from '../callers/api-key.repository.js';
import { CallersService } from '../callers/callers.service.js';
import { Sql } from '../database/sql.js';
import type { Workplace } from './command.js';

/** The server's own service for callers, over a database that a command opened. */
export function callersOver(dataSource: DataSource, { random }: Workplace): CallersService {
  return new CallersService(new ApiKeyRepository(new Sql(dataSource)), random);
}
