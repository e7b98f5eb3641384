import { Tag } from 'antd';
import { Failed, Waiting } from '../../frame/states';
import { When } from '../../frame/when';
import { useWords } from '../../words/words';
import type { components } from '../../api/schema';
import { SyncBar } from './sync-bar';
import { SyncDeeds } from './sync-deeds';
import { useFollowerSync } from './follower-sync';

type Account = components['schemas']['Account'];

const COLOURS = {
  queued: 'processing',
  running: 'processing',
  paused: 'warning',
  done: 'success',
  failed: 'error',
  cancelled: 'default',
} as const;

/** Reading in the followers, account by account. */
export function SyncPanel({ accounts }: { readonly accounts: readonly Account[] }) {
  const { overview } = useWords();
  const { sync: words } = overview;
  return (
    <section className="panel" aria-label={words.title}>
      <h2>{words.title}</h2>
      <p className="quiet">{words.text}</p>
      <ul className="overview-syncs">
        {accounts.map((account) => (
          <AccountSync key={account.key} account={account} />
        ))}
      </ul>
    </section>
  );
}

function AccountSync({ account }: { readonly account: Account }) {
  const { overview } = useWords();
  const { sync: words } = overview;
  const website = account.kind === 'website';
  const sync = useFollowerSync(account.key, !website);
  const run = sync.data;
  return (
    <li aria-label={account.name}>
      <div className="row">
        <strong>{account.name}</strong>
        <span className="mono quiet">{account.key}</span>
        {run && <Tag color={COLOURS[run.state]}>{words.state[run.state]}</Tag>}
        {run?.finished_at && (
          <span className="quiet">
            {words.finished} <When at={run.finished_at} />
          </span>
        )}
      </div>
      {website ? (
        <p className="quiet">{words.website}</p>
      ) : sync.isPending ? (
        <Waiting />
      ) : sync.isError && run === undefined ? (
        <Failed error={sync.error} retry={() => void sync.refetch()} />
      ) : (
        <>
          {run ? <SyncBar name={account.name} run={run} /> : <p className="quiet">{words.none}</p>}
          <SyncDeeds account={account.key} run={run ?? null} />
        </>
      )}
    </li>
  );
}
