import { Button } from 'antd';
import type { ReactNode } from 'react';
import { CopyText } from '../../frame/copy-text';
import { When } from '../../frame/when';
import { useMay } from '../../session/session';
import { useWords } from '../../words/words';
import { Avatar } from './avatar';
import type { UserDeeds, UserDetail } from './user-detail';
import { Following, Granted } from './user-states';
import { useAccounts } from './users';

/** Every field, and where it came from and when. */
export function UserProfile({ user, deeds }: { readonly user: UserDetail; readonly deeds: UserDeeds }) {
  const { users: words, frame } = useWords();
  const accounts = useAccounts();
  const none = <span className="quiet">{frame.none}</span>;
  const known = (table: Record<string, string>, value: string | number | null) =>
    value === null ? none : (table[value] ?? String(value));
  const facts: [keyof typeof words.field, ReactNode][] = [
    ['account', accounts.data?.find(({ key }) => key === user.account)?.name ?? user.account],
    ['openid', <CopyText key="openid" text={user.openid} keep={16} />],
    ['unionid', user.unionid ? <CopyText key="unionid" text={user.unionid} keep={16} /> : none],
    ['nickname', user.nickname ? <bdi key="nickname">{user.nickname}</bdi> : none],
    ['avatar_url', <Picture key="avatar_url" user={user} />],
    ['sex', known(words.sex, user.sex)],
    ['country', user.country ?? none],
    ['province', user.province ?? none],
    ['city', user.city ?? none],
    ['language', user.language ?? none],
    ['subscribed', <Follows key="subscribed" user={user} deeds={deeds} />],
    ['subscribed_at', <When key="subscribed_at" at={user.subscribed_at} />],
    ['unsubscribed_at', <When key="unsubscribed_at" at={user.unsubscribed_at} />],
    ['subscribe_scene', known(words.scene, user.subscribe_scene)],
    ['scope', <Granted key="scope" user={user} />],
    ['first_seen_at', <When key="first_seen_at" at={user.first_seen_at} />],
    ['last_login_at', <When key="last_login_at" at={user.last_login_at} />],
    ['login_count', user.login_count],
    ['updated_at', <When key="updated_at" at={user.updated_at} />],
  ];
  return (
    <section aria-label={words.profile}>
      <dl className="facts users-facts">
        {facts.map(([field, value]) => (
          <div key={field}>
            <dt>{words.field[field]}</dt>
            <dd>
              {value} <Origin user={user} field={field} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Picture({ user }: { readonly user: UserDetail }) {
  const { users: words } = useWords();
  if (user.avatar_url === null) return <span className="quiet">{words.picture.no}</span>;
  return (
    <span className="users-picture">
      <Avatar user={user} size={24} /> {words.picture.yes}
    </span>
  );
}

/** Where nobody has told, it says who could, and asks. */
function Follows({ user, deeds: { refresh } }: { readonly user: UserDetail; readonly deeds: UserDeeds }) {
  const { users: words } = useWords();
  const allowed = useMay()('users:write');
  if (user.subscribed !== null) return <Following user={user} />;
  return (
    <>
      <Following user={user} />
      <p className="users-unasked quiet">
        {words.followsHint.unasked}{' '}
        {allowed && (
          <Button size="small" loading={refresh.isPending} onClick={() => refresh.mutate()}>
            {words.refresh.ask}
          </Button>
        )}
      </p>
    </>
  );
}

function Origin({ user, field }: { readonly user: UserDetail; readonly field: string }) {
  const { users: words } = useWords();
  const origin = user.sources[field];
  if (!origin) return null;
  const { source, at } = origin;
  return (
    <small className="quiet">
      {words.toldBy((words.source as Record<string, string>)[source] ?? source)} · <When at={at} />
    </small>
  );
}
