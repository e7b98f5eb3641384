import { anAccount, testSealer } from '../../test/fakes/an-account.js';
import { FixedClock } from '../../test/fakes/fixed-clock.js';
import { InMemoryAccounts } from '../../test/fakes/in-memory-accounts.js';
import { RecordingLog } from '../../test/fakes/recording-log.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { SystemRandom } from '../kernel/random/system-random.js';
import { PushModeWarning } from './push-mode-warning.js';

it('warns of accounts whose pushes could be forged or read, and of no others', async () => {
  const rows = new InMemoryAccounts(
    ['a', 'b', 'c', 'd'].map((key) => anAccount({ id: key, key, appId: `wx${key}` })),
  );
  const accounts = new AccountsService(rows, testSealer, new FixedClock(), new SystemRandom());
  for (const [key, mode] of [
    ['a', 'plain'],
    ['b', 'compat'],
    ['c', 'safe'],
  ] as const)
    await accounts.setPush(key, { mode, token: 'token', aesKey: 'a'.repeat(43) });
  const log = new RecordingLog();
  await new PushModeWarning(accounts, log).onApplicationBootstrap();
  expect(log.lines.map(({ level, fields }) => `${level} ${String(fields['account'])}`)).toEqual([
    'warn a',
    'warn b',
  ]);
});
