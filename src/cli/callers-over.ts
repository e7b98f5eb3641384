import { ApiKeyRepository } from '../callers/api-key.repository.js';
import { CallersService } from '../callers/callers.service.js';
import type { Workplace } from './command.js';
import { type Ground, sqlOn } from './database/change.js';

/** The server's own service for callers, over a database that a command opened. */
export function callersOver(ground: Ground, { random }: Workplace): CallersService {
  return new CallersService(new ApiKeyRepository(sqlOn(ground)), random);
}
