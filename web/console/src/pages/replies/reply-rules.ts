import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client';
import type { components } from '../../api/schema';

export type ReplyRule = components['schemas']['ReplyRule'];
export type NewReplyRule = components['schemas']['NewReplyRule'];

/** What becomes a single-use login link. */
export const LOGIN_LINK = '{{login_link}}';

/** An account's rules, in the order in which they are tried. */
export function useReplyRules(account: string) {
  return useQuery({
    queryKey: ['reply-rules', account],
    queryFn: async () => {
      const params = { path: { account } };
      return (await answerOf(api.GET('/admin/api/accounts/{account}/reply-rules', { params }))).data;
    },
    enabled: account !== '',
  });
}

function useChange<Asked, Answer>(account: string, change: (asked: Asked) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => queries.invalidateQueries({ queryKey: ['reply-rules', account] }),
  });
}

/** Writes a rule: a new one, or another in the place of `id`. */
export function useKeepRule(account: string) {
  return useChange(account, ({ id, rule }: { readonly id: string | null; readonly rule: NewReplyRule }) =>
    id === null
      ? answerOf(
          api.POST('/admin/api/accounts/{account}/reply-rules', {
            params: { path: { account } },
            body: rule,
          }),
        )
      : answerOf(
          api.PUT('/admin/api/accounts/{account}/reply-rules/{id}', {
            params: { path: { account, id } },
            body: rule,
          }),
        ),
  );
}

export function useRemoveRule(account: string) {
  return useChange(account, (id: string) =>
    answerOf(
      api.DELETE('/admin/api/accounts/{account}/reply-rules/{id}', { params: { path: { account, id } } }),
    ),
  );
}

/** A rule as the server takes it anew. */
export function ruleOf(rule: ReplyRule): NewReplyRule {
  const { trigger, keyword, match, text, article, position, enabled, login_account } = rule;
  return {
    trigger,
    position,
    enabled,
    login_account,
    ...(keyword === null ? {} : { keyword }),
    ...(match === null ? {} : { match }),
    ...(text === null ? {} : { text }),
    ...(article === null ? {} : { article }),
  };
}
