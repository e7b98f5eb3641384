import { useMemo } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import type { operations } from '../../api/schema';

/** What the API is asked for, without the place in the list. */
export type UserQuery = Omit<NonNullable<operations['listUsers']['parameters']['query']>, 'cursor' | 'limit'>;
export type UserSort = NonNullable<UserQuery['sort']>;
/** The same, whatever the order. */
export type UserFilter = Omit<UserQuery, 'sort'> & { readonly sort?: undefined };

export const SORTS = ['-first_seen_at', 'first_seen_at', '-last_login_at', 'last_login_at'] as const;
export const SCOPES = ['snsapi_base', 'snsapi_userinfo', 'snsapi_login'] as const;

/** The parts of the address that narrow the list. */
const NARROWING = [
  'q',
  'account',
  'subscribed',
  'scope',
  'seen_from',
  'seen_to',
  'login_from',
  'login_to',
] as const;
export type Narrowing = (typeof NARROWING)[number];

const DAY_MS = 24 * 3_600_000;

/** What a history entry holds beside its address. */
interface Kept {
  /** Cursors of the pages walked through to this one; '' is the first page. */
  readonly before?: readonly string[];
  /** A row opened it, so that closing goes back. */
  readonly opened?: boolean;
}

/** The list as the address says: what is asked, and how to ask for something else. */
export function useListAddress() {
  const [params] = useSearchParams();
  const { state, search } = useLocation();
  const navigate = useNavigate();
  const kept = (state ?? {}) as Kept;
  const before = kept.before ?? [];
  const cursor = params.get('cursor') ?? undefined;

  const go = (change: (params: URLSearchParams) => void, to: Kept & { replace?: boolean } = {}) => {
    const next = new URLSearchParams(params);
    next.delete('cursor');
    change(next);
    const { replace, ...stays } = to;
    void navigate({ pathname: '/users', search: next.toString() }, { replace, state: stays });
  };
  const put = (next: URLSearchParams, name: string, value: string | undefined) =>
    value === undefined || value === '' ? next.delete(name) : next.set(name, value);

  return {
    query: useMemo(() => queryOf(new URLSearchParams(search)), [search]),
    cursor,
    narrowed: NARROWING.some((name) => params.has(name)),
    valueOf: (name: Narrowing) => params.get(name) ?? '',
    /** Narrows the list, or widens it with ''. Typing on in one search is one step for Back. */
    narrow: (name: Narrowing, value: string | undefined) =>
      go((next) => put(next, name, value), { replace: name === 'q' && params.has('q') }),
    order: (sort: UserSort) => go((next) => put(next, 'sort', sort === SORTS[0] ? '' : sort)),
    clear: () => go((next) => NARROWING.forEach((name) => next.delete(name))),
    /** Null where it is not known what came before: the address came from elsewhere. */
    previous:
      before.length === 0
        ? null
        : () => go((next) => put(next, 'cursor', before.at(-1)), { before: before.slice(0, -1) }),
    next: (to: string) => go((next) => next.set('cursor', to), { before: [...before, cursor ?? ''] }),
    first: () => go(() => undefined),
    page: cursor === undefined ? 1 : before.length > 0 ? before.length + 1 : null,
    open: (id: string) =>
      void navigate({ pathname: `/users/${id}`, search }, { state: { ...kept, opened: true } }),
    close: () =>
      kept.opened ? void navigate(-1) : void navigate({ pathname: '/users', search }, { replace: true }),
  };
}

export type ListAddress = ReturnType<typeof useListAddress>;

/** What somebody wrote into the address by hand and we do not know is left out. */
function queryOf(params: URLSearchParams): UserQuery {
  const one = <T extends string>(name: string, of: readonly T[]) =>
    of.find((value) => value === params.get(name));
  const query: UserQuery = {
    q: params.get('q')?.trim().slice(0, 64) || undefined,
    account: params.get('account') || undefined,
    subscribed: one('subscribed', ['true', 'false']),
    scope: one('scope', SCOPES),
    first_seen_since: startOf(params.get('seen_from'), 0),
    first_seen_until: startOf(params.get('seen_to'), DAY_MS),
    last_login_since: startOf(params.get('login_from'), 0),
    last_login_until: startOf(params.get('login_to'), DAY_MS),
    sort: one('sort', SORTS) ?? SORTS[0],
  };
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as UserQuery;
}

/** The instant at which a day begins in Beijing, and so many milliseconds later. */
function startOf(day: string | null, laterMs: number): string | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(day ?? '')) return undefined;
  const at = Date.parse(`${day}T00:00:00+08:00`);
  return Number.isNaN(at) ? undefined : new Date(at + laterMs).toISOString();
}
