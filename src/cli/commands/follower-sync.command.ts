import type { Account } from '../../accounts/account.entity.js';
import { viewOfSync } from '../../followers/follower-sync.schemas.js';
import type { SyncJob } from '../../followers/follower-sync.repository.js';
import type { FollowerSyncService } from '../../followers/follower-sync.service.js';
import type { RunUnderWay } from '../../followers/sync-runner.js';
import { accountsOver } from '../accounts-over.js';
import type { Given } from '../arguments.js';
import { NothingToCancel, UsageError } from '../cli.errors.js';
import { type Command, EXIT, type Report, type Workplace } from '../command.js';
import { withTables } from '../database/open-database.js';
import { followersOver, type OpenFollowers, syncsOver } from '../followers-over.js';
import { CommandRecord, type Note } from '../record.js';
import { lineOf, progressFor, type SyncView } from '../sync-progress.js';

const LOOK_MS = 250;
const BEAT_MS = 5_000;

/** `lingpai follower-sync`. */
export const followerSync: Command = {
  summary: 'Reads all followers of an account into the database, and marks those who left.',
  words: [],
  options: {
    account: { value: 'KEY', help: 'the account; main when absent' },
    rate: { value: 'N', help: 'calls to WeChat a second; FOLLOWER_SYNC_RATE when absent; 0: without limit' },
    detach: { help: 'only ask for it, and let running servers do it' },
    cancel: { help: 'end the run under way for good; what it has read stays' },
  },
  notes: [
    'Works while servers run and without them. A run under way, on a server or paused, is joined rather than begun anew.',
    'Ctrl-C detaches, it does not cancel: a running server goes on with the run within a second; without one it stays ' +
      'where it is until the next server starts, or this command runs again.',
    'WeChat allows 500 lists of 10,000 followers a day; beyond that a run pauses until midnight in Beijing.',
  ],
  async run(given, workplace) {
    const rate = rateOf(given);
    const config = workplace.config();
    return withTables(workplace, config, async ({ dataSource }) => {
      const accounts = accountsOver(dataSource, config, workplace);
      const record = await CommandRecord.open(dataSource, config, workplace);
      const account = await accounts.get(given.text('account') ?? 'main');
      const open = followersOver(dataSource, accounts, config, workplace, rate);
      try {
        if (given.has('cancel'))
          return await record.change((change, note) =>
            cancelled(syncsOver(change, config, workplace), account, note),
          );
        const job = await record.change((change, note) =>
          begun(syncsOver(change, config, workplace), account, note),
        );
        if (given.has('detach')) return reported(viewOfSync(await open.syncs.get(account, job.id)), true);
        return await attended(open, account, job.id, given, workplace);
      } finally {
        await open.close();
      }
    });
  },
};

/** Works on the run, or watches whoever does, until it is over or the person goes. */
async function attended(
  { syncs, runner }: OpenFollowers,
  account: Account,
  id: string,
  given: Given,
  { terminal, clock, untilInterrupted }: Workplace,
): Promise<Report> {
  const progress = progressFor(terminal, {
    json: given.has('json'),
    monotonicMs: () => clock.monotonicMs(),
  });
  let interrupted = false;
  void untilInterrupted().then(() => (interrupted = true));
  let own: RunUnderWay | null = null;
  let beatMs = clock.monotonicMs();
  for (;;) {
    const view = viewOfSync(await syncs.get(account, id));
    progress.show(view);
    const open = view.state === 'queued' || view.state === 'running';
    if (!open || interrupted) {
      own?.run.stop();
      await own?.ended;
      progress.end();
      if (given.has('json') && view.state === 'failed') terminal.errors.write(failureOf(view));
      return reported(view, interrupted && open);
    }
    own ??= await runner.begin(id);
    if (own && clock.monotonicMs() - beatMs > BEAT_MS) {
      beatMs = clock.monotonicMs();
      await own.run.beat();
    }
    // Until the next look, or until the run has ended: then there is something to say at once.
    const ended: Promise<boolean> = own ? own.ended.then(() => true) : new Promise(() => undefined);
    if (await Promise.race([clock.pause(LOOK_MS).then(() => false), ended])) own = null;
  }
}

/** A run of ours, or the one under way, which goes on if it was paused. */
async function begun(syncs: FollowerSyncService, account: Account, note: Note): Promise<SyncJob> {
  const [latest] = await syncs.latest(account, 1);
  const job = await syncs.start(account, 'cli');
  const joined = job.id === latest?.id;
  const told = { target: job.id, account: account.key };
  await note({ action: 'sync.started', ...told, ...(joined ? { detail: { joined } } : {}) });
  if (job.state !== 'paused') return job;
  await note({ action: 'sync.resumed', ...told });
  return syncs.resume(account, job.id);
}

async function cancelled(syncs: FollowerSyncService, account: Account, note: Note): Promise<Report> {
  const [latest] = await syncs.latest(account, 1);
  if (!latest || !['queued', 'running', 'paused'].includes(latest.state)) throw new NothingToCancel();
  const view = viewOfSync(await syncs.cancel(account, latest.id));
  await note({ action: 'sync.cancelled', target: latest.id, account: account.key });
  return { text: lineOf(view), json: view };
}

function reported(view: SyncView, detached: boolean): Report {
  if (detached)
    return {
      text: `Detached at ${view.done} of ${view.total ?? '?'} followers. A running server goes on with it; otherwise the next start does.`,
      json: { ...view, detached: true },
    };
  return { text: lineOf(view), json: view, exitCode: view.state === 'done' ? EXIT.done : EXIT.failed };
}

/** What every command says on standard error when it fails. */
function failureOf({ error }: SyncView): string {
  return `${JSON.stringify({ error: { code: error?.code, message: error?.detail } })}\n`;
}

function rateOf(given: Given): number | undefined {
  const text = given.text('rate');
  if (text === undefined) return undefined;
  const rate = Number(text);
  if (!(rate >= 0 && rate <= 1_000)) throw new UsageError('--rate is a number from 0 to 1000.');
  return rate;
}
