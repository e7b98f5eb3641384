import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client';
import type { components } from '../../api/schema';

export type Caller = components['schemas']['Caller'];
export type NewCaller = components['schemas']['NewCaller'];
export type IssuedKey = components['schemas']['IssuedKey'];
export type CallersUse = components['schemas']['CallersUse'];
export type Scope = Caller['scopes'][number];

const KEY = ['callers'];
/** Last use is some seconds behind on the server too. */
const LOOK_EVERY_MS = 10_000;
const USE_EVERY_MS = 60_000;
const BACKGROUND = { 'lingpai-background': '1' };

/** The keys of other backends; with `all` also those that ended. */
export function useCallers(all: boolean) {
  return useQuery({
    queryKey: [...KEY, { all }],
    queryFn: async () => {
      const params = { query: all ? ({ all: 'true' } as const) : {} };
      return (await answerOf(api.GET('/admin/api/callers', { params, headers: BACKGROUND }))).data;
    },
    refetchInterval: LOOK_EVERY_MS,
  });
}

/** How often the keys were used on the last days. The server itself is a minute behind. */
export function useCallersUse(days: number) {
  return useQuery({
    queryKey: [...KEY, 'use', days],
    queryFn: () =>
      answerOf(api.GET('/admin/api/callers/use', { params: { query: { days } }, headers: BACKGROUND })),
    refetchInterval: USE_EVERY_MS,
  });
}

/** Calls by key. */
export function callsByKey({ data }: CallersUse): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { caller, calls } of data) sums.set(caller, (sums.get(caller) ?? 0) + calls);
  return sums;
}

function useChange<Asked, Answer>(change: (asked: Asked) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
    // A key that was told once is not kept here either.
    gcTime: 0,
  });
}

export function useAddCaller() {
  return useChange((body: NewCaller) => answerOf(api.POST('/admin/api/callers', { body })));
}

export function useRollCaller() {
  return useChange(({ id, hours }: { readonly id: string; readonly hours: number }) => {
    const params = { path: { id } };
    return answerOf(api.POST('/admin/api/callers/{id}/roll', { params, body: { grace_hours: hours } }));
  });
}

export function useRevokeCaller() {
  return useChange((id: string) =>
    answerOf(api.DELETE('/admin/api/callers/{id}', { params: { path: { id } } })),
  );
}
