import { SilentLog } from '../kernel/logging/log.js';
import type { IdempotencyKeyRepository } from './idempotency-key.repository.js';
import { IdempotencyPurgeJob } from './idempotency-purge.job.js';

it('removes all that is over, however much came in since the last time', async () => {
  const bites = [5_000, 5_000, 17, 0];
  const rows = { purge: async () => bites.shift()! };
  await new IdempotencyPurgeJob(rows as unknown as IdempotencyKeyRepository, new SilentLog()).purge();
  expect(bites).toEqual([]);
});
