import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { answerOf, api, onSignedOut } from '../api/client';
import type { components } from '../api/schema';

/** Who is signed in to the console, and what they may do. */
export type Me = components['schemas']['AdminSession'];

const KEY = ['session'];

/** The operator behind this browser; null when nobody is signed in. */
export function useMe() {
  const queries = useQueryClient();
  useEffect(() => onSignedOut(() => queries.setQueryData(KEY, null)), [queries]);
  return useQuery({
    queryKey: KEY,
    queryFn: async (): Promise<Me | null> => (await answerOf(api.GET('/admin/api/session/state'))).session,
    staleTime: 60_000,
  });
}

/** Ends the session; whatever happens, nothing of it stays on the screen. */
export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf(api.DELETE('/admin/api/session')),
    onSettled: () => {
      queries.clear();
      queries.setQueryData(KEY, null);
    },
  });
}

/** Something an operator may do. */
export type Operation = Me['may'][number];

/** Whether the operator may do it; what they may not, they are not shown. */
export function useMay(): (operation: Operation) => boolean {
  const { data } = useMe();
  return (operation) => data?.may.includes(operation) ?? false;
}

/** Looks anew who is signed in, after something that changes it. */
export function useLookAgain(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: KEY });
}
