import { RecordingLog } from '../../../test/fakes/recording-log.js';
import type { SessionRepository } from '../session/session.repository.js';
import type { LoginAttemptRepository } from './login-attempt.repository.js';
import { LoginPurgeJob } from './login-purge.job.js';

const inBites = (...bites: number[]) => ({ purge: async () => bites.shift() ?? 0 });

it('goes on until nothing is left', async () => {
  const attempts = inBites(5_000, 5_000, 12) as LoginAttemptRepository;
  const sessions = inBites(3) as SessionRepository;
  const log = new RecordingLog();
  await new LoginPurgeJob(attempts, sessions, log).run();
  expect(JSON.stringify(log)).toContain('"attempts":10012');
  expect(JSON.stringify(log)).toContain('"sessions":3');
});

it('does not take the process along when the database is away', async () => {
  const away = { purge: async () => Promise.reject(new Error('away')) } as unknown as LoginAttemptRepository;
  const log = new RecordingLog();
  await new LoginPurgeJob(away, inBites() as SessionRepository, log).run();
  expect(JSON.stringify(log)).toContain('login.purge_failed');
});
