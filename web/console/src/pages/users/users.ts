import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client';
import type { components } from '../../api/schema';
import { SORTS, type UserFilter, type UserQuery } from './list-address';

export type User = components['schemas']['AdminUser'];

const PAGE = 50;

/** How often the first page looks who is new, in milliseconds. */
const LOOK_EVERY_MS = 10_000;

/** One page of the list; the one before stays to be seen until it is here. */
export function useUsers(query: UserQuery, cursor: string | undefined) {
  return useQuery({
    queryKey: ['users', 'page', query, cursor],
    queryFn: ({ client, queryKey }) => {
      // Looking again is not somebody at work: it does not keep a session alive.
      const again = (client.getQueryState(queryKey)?.dataUpdateCount ?? 0) > 0;
      const params = { query: { ...query, cursor, limit: PAGE } };
      return answerOf(
        api.GET('/admin/api/users', { params, headers: again ? { 'lingpai-background': '1' } : {} }),
      );
    },
    refetchInterval: cursor === undefined ? LOOK_EVERY_MS : false,
    placeholderData: keepPreviousData,
  });
}

/** How many the filter finds: exactly, or about. */
export function useUserCount(query: UserQuery) {
  const filter: UserFilter = { ...query, sort: undefined };
  return useQuery({
    queryKey: ['users', 'count', filter],
    queryFn: () => answerOf(api.GET('/admin/api/users/count', { params: { query: filter } })),
    staleTime: 30_000,
  });
}

/** The accounts that a list can be of. */
export function useAccounts() {
  return useQuery({
    queryKey: ['accounts'],
    queryFn: async () => (await answerOf(api.GET('/admin/api/accounts'))).data,
    staleTime: 60_000,
  });
}

/** Asks for the table of a filter, on record, and lets the browser fetch it. */
export function useExport(query: UserQuery, language: 'zh' | 'en') {
  return useMutation({
    mutationFn: async () => {
      const { subscribed, sort = SORTS[0], ...rest } = query;
      const body = { ...rest, sort, language, ...(subscribed ? { subscribed: subscribed === 'true' } : {}) };
      const { url } = await answerOf(api.POST('/admin/api/users/exports', { body }));
      download(url);
    },
  });
}

/** Lets the browser keep what is at an address of ours; the page stays. */
export function download(url: string, name = ''): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}
