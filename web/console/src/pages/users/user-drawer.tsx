import { Drawer, Result } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { ApiRefusal } from '../../api/client';
import { Failed, Waiting } from '../../frame/states';
import { useWords } from '../../words/words';
import { Avatar } from './avatar';
import { DeedsBar } from './deeds-bar';
import { useUser, useUserDeeds } from './user-detail';
import { UserLinks } from './user-links';
import { UserProfile } from './user-profile';
import { RawJson } from './raw-json';
import { UserSessions } from './user-sessions';
import { UserTimeline } from './user-timeline';

/** One user whole, beside the list. Closed, the list's row has the focus again. */
export function UserDrawer({ id, close }: { readonly id: string | undefined; readonly close: () => void }) {
  const { users: words, frame } = useWords();
  // While it slides away it shows whom it showed.
  const [shown, setShown] = useState(id);
  const last = useRef(id);
  useEffect(() => {
    if (id !== undefined) setShown((last.current = id));
    // One who is quick closes it while it still slides in, and then nobody tells when it is away.
    else if (last.current !== undefined) focusRow(last.current);
  }, [id]);
  return (
    <Drawer
      open={id !== undefined}
      onClose={close}
      afterOpenChange={(open) => !open && last.current !== undefined && focusRow(last.current)}
      title={words.profile}
      closable={{ 'aria-label': frame.close }}
      size="min(720px, 100vw)"
      destroyOnHidden
    >
      {shown !== undefined && <OneUser key={shown} id={shown} gone={close} />}
    </Drawer>
  );
}

function focusRow(id: string): void {
  document
    .querySelector(`[data-user="${Number(id)}"]`)
    ?.closest('tr')
    ?.focus();
}

function OneUser({ id, gone }: { readonly id: string; readonly gone: () => void }) {
  const { users: words } = useWords();
  const found = useUser(id);
  const deeds = useUserDeeds(id);
  if (found.isPending) return <Waiting />;
  if (found.isError && !found.data) {
    if (found.error instanceof ApiRefusal && found.error.status === 404)
      return <Result status="404" title={words.gone.title} subTitle={words.gone.text} />;
    return <Failed error={found.error} retry={() => void found.refetch()} />;
  }
  const user = found.data;
  return (
    <div className="stack users-one">
      <div className="row">
        <Avatar user={user} size={56} />
        <h2>{user.nickname ? <bdi>{user.nickname}</bdi> : words.nameless}</h2>
      </div>
      <DeedsBar user={user} deeds={deeds} gone={gone} />
      <UserProfile user={user} deeds={deeds} />
      <UserSessions user={user} deeds={deeds} />
      <UserLinks user={user} deeds={deeds} />
      <UserTimeline user={user} />
      <RawJson user={user} />
    </div>
  );
}
