import { Timeline } from 'antd';
import { count } from '../../frame/numbers';
import { usePreferences } from '../../frame/preferences';
import { absolute, When } from '../../frame/when';
import { useWords } from '../../words/words';
import type { UserDetail } from './user-detail';

const COLOURS = {
  first_seen: 'blue',
  followed: 'green',
  unfollowed: 'gray',
  signed_in: 'blue',
  consented: 'green',
  withdrew: 'gray',
  linked: 'blue',
};

/** What happened to somebody, the newest first. */
export function UserTimeline({ user }: { readonly user: UserDetail }) {
  const { users: words } = useWords();
  const { language } = usePreferences();
  const { timeline } = user;
  const details: Record<string, string | undefined> = {
    ...words.links.source,
    ...words.scope,
    ...words.scene,
  };
  return (
    <section aria-label={words.timeline.title}>
      <h2>{words.timeline.title}</h2>
      <p className="quiet">
        {user.login_count > 0 && words.timeline.logins(count(user.login_count, language))}{' '}
        {words.timeline.kept}
      </p>
      {timeline.length === 0 ? (
        <p className="quiet">{words.timeline.empty}</p>
      ) : (
        <Timeline
          items={timeline.map(({ at, what, detail }, nth) => ({
            key: `${at} ${nth}`,
            color: COLOURS[what],
            content: (
              <>
                {words.timeline.what[what]}
                {detail && <span className="quiet"> · {details[detail] ?? detail}</span>}
                <br />
                <small className="quiet">
                  {absolute(new Date(at), language)} · <When at={at} />
                </small>
              </>
            ),
          }))}
        />
      )}
    </section>
  );
}
