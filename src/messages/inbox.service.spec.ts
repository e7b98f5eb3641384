import { anAccount } from '../../test/fakes/an-account.js';
import { NoJitter } from '../../test/fakes/a-token-room.js';
import { RecordingLog } from '../../test/fakes/recording-log.js';
import type { AccountsService } from '../accounts/accounts.service.js';
import { DatabaseUnavailable } from '../database/database.errors.js';
import { SilentMeter } from '../kernel/metering/meter.js';
import { plainPush } from '../wechat/push/push-envelope.js';
import { InboxService } from './inbox.service.js';
import type { PushEffectsService } from './push-effects.service.js';
import type { ClaimedPush, PushInboxRepository } from './push-inbox.repository.js';

/** A push whose effect fails, and of which `failure` is all that can be written then. */
async function worked(tries: number, failure: Error): Promise<RecordingLog> {
  const log = new RecordingLog();
  const push: ClaimedPush = {
    id: '7',
    fence: '1',
    accountId: anAccount().id,
    kind: 'text',
    tries,
    ageSeconds: 1,
    xml: plainPush([
      ['ToUserName', 'gh_1'],
      ['FromUserName', 'oCanary'],
      ['CreateTime', 1_770_000_000],
      ['MsgType', 'text'],
      ['Content', 'canary'],
    ]),
  };
  const waiting = [[push], []];
  const rows = {
    claim: async () => waiting.shift()!,
    bury: () => Promise.reject(failure),
    postpone: () => Promise.reject(failure),
  } as unknown as PushInboxRepository;
  const effects = { apply: () => Promise.reject(new Error('odd')) } as unknown as PushEffectsService;
  const accounts = { getById: async () => anAccount() } as unknown as AccountsService;
  const inbox = new InboxService(rows, effects, accounts, new NoJitter(), new SilentMeter(), log);
  await inbox.work();
  await inbox.stop();
  return log;
}

it.each([
  ['given up', 12],
  ['put off', 2],
])('a push that cannot be %s is told of', async (_what, tries) => {
  const log = await worked(tries, new TypeError('a bug of ours'));
  expect(log.events).toEqual(['messages.failure_not_noted']);
  expect(log.lines[0]).toMatchObject({ level: 'error', fields: { id: '7', kind: 'text' } });
  expect(JSON.stringify(log.lines)).not.toContain('anary');
});

it('while the database is away nothing is said of single pushes: they come back by themselves', async () => {
  const log = await worked(12, new DatabaseUnavailable({ cause: new Error('away') }));
  expect(log.events).toEqual([]);
});
