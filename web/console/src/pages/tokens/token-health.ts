import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client';
import type { components } from '../../api/schema';
import { useConfirmed } from '../../session/confirmation';

export type TokenHealth = components['schemas']['TokenHealth'];
export type CredentialHealth = components['schemas']['CredentialHealth'];
export type HistoryLine = components['schemas']['TokenHistory']['data'][number];

/** How often the page looks again, in milliseconds: what is wrong with a token shows well within ten seconds. */
const LOOK_EVERY_MS = 3_000;
/** The page asks by itself: that does not keep a session alive. */
const BACKGROUND = { 'lingpai-background': '1' };

/** Every account's token, watched. */
export function useTokenHealth() {
  return useQuery({
    queryKey: ['tokens'],
    queryFn: async () => (await answerOf(api.GET('/admin/api/tokens', { headers: BACKGROUND }))).data,
    refetchInterval: LOOK_EVERY_MS,
  });
}

/** What happened to one account's token, watched. */
export function useTokenHistory(account: string) {
  return useQuery({
    queryKey: ['tokens', account, 'history'],
    queryFn: async () => {
      const params = { path: { account }, query: { limit: 100 } };
      const path = '/admin/api/accounts/{account}/token/history';
      return (await answerOf(api.GET(path, { params, headers: BACKGROUND }))).data;
    },
    refetchInterval: LOOK_EVERY_MS,
  });
}

/** Asks WeChat now: for the token as it is, or for another one that voids it. */
export function useRenewal(account: string, force: boolean) {
  const queries = useQueryClient();
  const confirmed = useConfirmed();
  const params = { path: { account } };
  return useMutation({
    mutationFn: () =>
      confirmed(() =>
        force
          ? answerOf(api.POST('/admin/api/accounts/{account}/token/force', { params }))
          : answerOf(api.POST('/admin/api/accounts/{account}/token/renew', { params })),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ['tokens'] }),
  });
}

/** Shows the value; the server asks first whether it is really us. Nothing of it is kept. */
export function useReveal(account: string) {
  const confirmed = useConfirmed();
  return useMutation({
    mutationFn: () =>
      confirmed(() =>
        answerOf(api.POST('/admin/api/accounts/{account}/token/reveal', { params: { path: { account } } })),
      ),
    gcTime: 0,
  });
}
