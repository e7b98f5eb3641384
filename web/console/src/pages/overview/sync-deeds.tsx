import { Button, Popconfirm } from 'antd';
import { Refused } from '../../frame/refused';
import { useMay } from '../../session/session';
import { useWords } from '../../words/words';
import { type FollowerSync, isOpen, useSyncDeeds } from './follower-sync';

/** Start, pause, resume, cancel: whatever the reading's state allows. */
export function SyncDeeds({ account, run }: { readonly account: string; readonly run: FollowerSync | null }) {
  const { overview, frame } = useWords();
  const { sync: words } = overview;
  const allowed = useMay()('sync:write');
  const deed = useSyncDeeds(account);
  if (!allowed) return null;
  const button = (what: 'pause' | 'resume', id: string) => (
    <Button size="small" disabled={deed.isPending} onClick={() => deed.mutate({ what, id })}>
      {words[what]}
    </Button>
  );
  return (
    <div className="row">
      {isOpen(run) ? (
        <>
          {button(run.state === 'paused' ? 'resume' : 'pause', run.id)}
          <Popconfirm
            title={words.cancelSure}
            okText={frame.yes}
            cancelText={frame.no}
            onConfirm={() => deed.mutate({ what: 'cancel', id: run.id })}
          >
            <Button size="small" danger disabled={deed.isPending}>
              {words.cancel}
            </Button>
          </Popconfirm>
        </>
      ) : (
        <Button size="small" disabled={deed.isPending} onClick={() => deed.mutate({ what: 'start' })}>
          {run ? words.again : words.start}
        </Button>
      )}
      <Refused error={deed.error} />
    </div>
  );
}
