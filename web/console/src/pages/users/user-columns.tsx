import type { Column } from '../../frame/listing';
import { CopyText } from '../../frame/copy-text';
import { When } from '../../frame/when';
import type { Words } from '../../words/words';
import { Avatar } from './avatar';
import { Following, Granted } from './user-states';
import type { User } from './users';

/** The columns that can be left out, in their order; who it is stays. */
export const CHOOSABLE = [
  'openid',
  'unionid',
  'subscribed',
  'scope',
  'account',
  'first_seen_at',
  'last_login_at',
  'login_count',
  'city',
] as const;
export type Choosable = (typeof CHOOSABLE)[number];

/** Shown until somebody chooses otherwise. */
export const USUAL: readonly Choosable[] = CHOOSABLE.filter((key) => key !== 'login_count' && key !== 'city');

/** The columns chosen. @param accountNames of accounts by key */
export function columnsIn(
  { users: words, frame }: Words,
  chosen: ReadonlySet<Choosable>,
  accountNames: ReadonlyMap<string, string>,
): Column<User>[] {
  const shows: Record<Choosable, Column<User>['show']> = {
    openid: ({ openid }) => <CopyText text={openid} keep={6} />,
    unionid: ({ unionid }) =>
      unionid ? <CopyText text={unionid} keep={6} /> : <span className="quiet">{frame.none}</span>,
    subscribed: (user) => <Following user={user} />,
    scope: (user) => <Granted user={user} />,
    account: ({ account }) => accountNames.get(account) ?? account,
    first_seen_at: ({ first_seen_at: at }) => <When at={at} />,
    last_login_at: ({ last_login_at: at }) => <When at={at} />,
    login_count: ({ login_count: count }) => count,
    city: ({ city, province }) => [province, city].filter(Boolean).join(' ') || frame.none,
  };
  return [
    {
      key: 'user',
      title: words.field.user,
      show: (user) => (
        <span className="users-who" data-user={user.id}>
          <Avatar user={user} />
          {user.nickname ? (
            <bdi className="users-name">{user.nickname}</bdi>
          ) : (
            <span className="users-name quiet">{words.nameless}</span>
          )}
        </span>
      ),
    },
    ...CHOOSABLE.filter((key) => chosen.has(key)).map((key) => ({
      key,
      title: words.field[key],
      show: shows[key],
    })),
  ];
}
