import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client';
import type { components } from '../../api/schema';
import { BACKGROUND } from './figures';

export type FollowerSync = components['schemas']['FollowerSync'];

const RUNS = '/admin/api/accounts/{account}/follower-syncs';
/** While it moves one wants to see it move, in milliseconds. */
const WHILE_MOVING_MS = 1_000;
const AT_REST_MS = 10_000;

/** Not over: it goes on, or can be made to. */
export function isOpen(run: FollowerSync | null | undefined): run is FollowerSync {
  return run?.state === 'queued' || run?.state === 'running' || run?.state === 'paused';
}

/** The last reading of an account's followers, watched; null when there was none. */
export function useFollowerSync(account: string, enabled: boolean) {
  return useQuery({
    queryKey: ['follower-sync', account],
    queryFn: async () => {
      const params = { path: { account } };
      const { data } = await answerOf(api.GET(RUNS, { params, headers: BACKGROUND }));
      return data[0] ?? null;
    },
    enabled,
    refetchInterval: ({ state }) => (isOpen(state.data) ? WHILE_MOVING_MS : AT_REST_MS),
  });
}

/** What can be done with it; what it answers is shown at once. */
export function useSyncDeeds(account: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (deed: { what: 'start' } | { what: 'pause' | 'resume' | 'cancel'; id: string }) =>
      deed.what === 'start'
        ? answerOf(api.POST(RUNS, { params: { path: { account } } }))
        : answerOf(api.POST(`${RUNS}/{id}/${deed.what}`, { params: { path: { account, id: deed.id } } })),
    onSuccess: (run: FollowerSync) => queries.setQueryData(['follower-sync', account], run),
    onSettled: () => queries.invalidateQueries({ queryKey: ['follower-sync', account] }),
  });
}
