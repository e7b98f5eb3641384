import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client';
import type { components } from '../../api/schema';
import { useConfirmed } from '../../session/confirmation';

export type Account = components['schemas']['Account'];
export type NewAccount = components['schemas']['NewAccount'];
export type PushSettings = components['schemas']['PushSettings'];

const KEY = ['accounts'];

/** The accounts, without their secrets. */
export function useAccounts() {
  return useQuery({
    queryKey: KEY,
    queryFn: async () => (await answerOf(api.GET('/admin/api/accounts'))).data,
  });
}

/** What the configuration says of the server. */
export function useServer() {
  return useQuery({
    queryKey: ['server'],
    queryFn: () => answerOf(api.GET('/admin/api/server')),
    staleTime: Infinity,
  });
}

/** Something that changes accounts; what is delicate asks first whether it is really us. */
function useChange<Asked, Answer>(change: (asked: Asked) => Promise<Answer>) {
  const queries = useQueryClient();
  const confirmed = useConfirmed();
  return useMutation({
    mutationFn: (asked: Asked) => confirmed(() => change(asked)),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
    // Secrets go in, and do not stay in the page's memory.
    gcTime: 0,
  });
}

export function useAddAccount() {
  return useChange((body: NewAccount) => answerOf(api.POST('/admin/api/accounts', { body })));
}

/** Asks WeChat whether it knows appid and AppSecret. */
export function useCheckApp() {
  return useMutation({
    mutationFn: (body: { app_id: string; app_secret: string }) =>
      answerOf(api.POST('/admin/api/accounts/check', { body })),
    gcTime: 0,
  });
}

export function useRotateSecret(account: string) {
  const params = { path: { account } };
  return useChange((body: { app_secret: string }) =>
    answerOf(api.PUT('/admin/api/accounts/{account}/secret', { params, body })),
  );
}

export function useSetVerifyFile(account: string) {
  const params = { path: { account } };
  return useChange((body: { name: string; content: string }) =>
    answerOf(api.PUT('/admin/api/accounts/{account}/verify-file', { params, body })),
  );
}

export function useSetJsDomains(account: string) {
  const params = { path: { account } };
  return useChange((domains: string[]) =>
    answerOf(api.PUT('/admin/api/accounts/{account}/js-domains', { params, body: { js_domains: domains } })),
  );
}

export function useSetPush(account: string) {
  const params = { path: { account } };
  return useChange((body: PushSettings) =>
    answerOf(api.PUT('/admin/api/accounts/{account}/push', { params, body })),
  );
}

/** Sends a signed handshake through the public address and back. */
export function useCheckPush(account: string) {
  return useMutation({
    mutationFn: () =>
      answerOf(api.POST('/admin/api/accounts/{account}/push/check', { params: { path: { account } } })),
  });
}

export function useSetLoginAccount(account: string) {
  const params = { path: { account } };
  return useChange((lender: string | null) =>
    answerOf(
      api.PUT('/admin/api/accounts/{account}/login-account', { params, body: { login_account: lender } }),
    ),
  );
}
