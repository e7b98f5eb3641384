import { App, Button } from 'antd';
import { useState } from 'react';
import { Refused } from '../../frame/refused';
import { useMay } from '../../session/session';
import { useWords } from '../../words/words';
import { EraseDialog } from './erase-dialog';
import type { UserDeeds, UserDetail } from './user-detail';

/** What an operator can do about somebody; what their role does not allow is not there. */
export function DeedsBar({
  user,
  deeds,
  gone,
}: {
  readonly user: UserDetail;
  readonly deeds: UserDeeds;
  readonly gone: () => void;
}) {
  const { users: words } = useWords();
  const { message } = App.useApp();
  const may = useMay();
  const [erasing, setErasing] = useState(false);
  const { refresh, takeAll, erase } = deeds;
  return (
    <div>
      <div className="row">
        {may('users:write') && (
          <Button
            loading={refresh.isPending}
            onClick={() =>
              refresh.mutate(undefined, { onSuccess: () => void message.success(words.refresh.done) })
            }
          >
            {words.refresh.button}
          </Button>
        )}
        {may('users:export') && (
          <Button loading={takeAll.isPending} onClick={() => takeAll.mutate()}>
            {words.held}
          </Button>
        )}
        {may('users:erase') && (
          <Button danger onClick={() => setErasing(true)}>
            {words.erase.button}
          </Button>
        )}
      </div>
      <Refused error={refresh.error ?? takeAll.error} />
      <EraseDialog
        openid={user.openid}
        open={erasing}
        busy={erase.isPending}
        error={erase.error}
        close={() => setErasing(false)}
        erase={() =>
          erase.mutate(undefined, {
            onSuccess: () => {
              setErasing(false);
              void message.success(words.erase.done);
              gone();
            },
          })
        }
      />
    </div>
  );
}
