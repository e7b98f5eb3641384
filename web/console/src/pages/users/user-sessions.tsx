import { App, Button } from 'antd';
import { Listing } from '../../frame/listing';
import { Refused } from '../../frame/refused';
import { When } from '../../frame/when';
import { useMay } from '../../session/session';
import { useWords } from '../../words/words';
import type { UserDeeds, UserDetail } from './user-detail';

/** Where somebody is signed in now, and the end of it. */
export function UserSessions({ user, deeds }: { readonly user: UserDetail; readonly deeds: UserDeeds }) {
  const { users: words, frame } = useWords();
  const { sessions: told } = words;
  const { message } = App.useApp();
  const allowed = useMay()('users:write');
  const { endSession, endSessions } = deeds;
  const done = (count: number) => void message.success(told.ended(count));
  return (
    <section aria-label={told.title}>
      <div className="row">
        <h2>{told.title}</h2>
        {allowed && user.sessions.length > 1 && (
          <Button
            size="small"
            loading={endSessions.isPending}
            onClick={() => endSessions.mutate(undefined, { onSuccess: ({ ended }) => done(ended) })}
          >
            {told.endAll}
          </Button>
        )}
      </div>
      <Refused error={endSession.error ?? endSessions.error} />
      {user.sessions.length === 0 ? (
        <p className="quiet">{told.empty}</p>
      ) : (
        <Listing
          label={told.title}
          rows={user.sessions}
          rowKey={({ handle }) => handle}
          columns={[
            { key: 'scope', title: words.field.scope, show: ({ scope }) => nameOf(words.scope, scope) },
            { key: 'created', title: told.created, show: ({ created_at: at }) => <When at={at} /> },
            { key: 'seen', title: told.seen, show: ({ seen_at: at }) => <When at={at} /> },
            { key: 'expires', title: told.expires, show: ({ expires_at: at }) => <When at={at} /> },
            ...(allowed
              ? [
                  {
                    key: 'end',
                    title: frame.more,
                    show: ({ handle }: UserDetail['sessions'][number]) => (
                      <Button
                        size="small"
                        danger
                        disabled={endSession.isPending}
                        onClick={() => endSession.mutate(handle, { onSuccess: () => done(1) })}
                      >
                        {told.end}
                      </Button>
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
    </section>
  );
}

function nameOf(scopes: Record<string, string>, scope: string): string {
  return scopes[scope] ?? scope;
}
