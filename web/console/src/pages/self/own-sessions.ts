import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client';
import type { components } from '../../api/schema';

export type OwnSession = components['schemas']['OwnSessions']['data'][number];

const KEY = ['session', 'own'];

/** Where the operator is signed in, this browser first. */
export function useOwnSessions() {
  return useQuery({
    queryKey: KEY,
    queryFn: async () => (await answerOf(api.GET('/admin/api/me/sessions'))).data,
    // Whoever signs in here next is not shown them for a moment.
    gcTime: 0,
  });
}

function useEnding<Asked, Answer>(end: (asked: Asked) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: end,
    // Also when it was refused: what is shown is then no longer so.
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}

export function useEndOwnSession() {
  return useEnding((handle: string) =>
    answerOf(api.DELETE('/admin/api/me/sessions/{handle}', { params: { path: { handle } } })),
  );
}

export function useEndOtherSessions() {
  return useEnding<void, { ended: number }>(() => answerOf(api.DELETE('/admin/api/me/sessions')));
}
