import { Global, Module } from '@nestjs/common';
import { IdempotencyKeyRepository } from './idempotency-key.repository.js';
import { IdempotencyPurgeJob } from './idempotency-purge.job.js';

/** What `@Idempotent` needs, wherever it stands. */
@Global()
@Module({
  providers: [IdempotencyKeyRepository, IdempotencyPurgeJob],
  exports: [IdempotencyKeyRepository],
})
export class IdempotencyModule {}
