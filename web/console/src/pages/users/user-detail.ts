import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client';
import type { components } from '../../api/schema';
import { useConfirmed } from '../../session/confirmation';
import { download } from './users';

export type UserDetail = components['schemas']['AdminUserDetail'];

const USER = '/admin/api/users/{id}';

/** Everything known of one user. */
export function useUser(id: string) {
  return useQuery({
    queryKey: ['users', 'one', id],
    queryFn: () => answerOf(api.GET(USER, { params: { path: { id } } })),
  });
}

/** What can be done about one user. Each shows at once what came of it, here and in the list. */
export function useUserDeeds(id: string) {
  const queries = useQueryClient();
  const confirmed = useConfirmed();
  const path = { id };
  const lookAgain = () => queries.invalidateQueries({ queryKey: ['users'] });
  const endAt = `${USER}/sessions` as const;
  return {
    refresh: useMutation({
      mutationFn: () => answerOf(api.POST(`${USER}/refresh`, { params: { path } })),
      onSettled: lookAgain,
    }),
    erase: useMutation({
      mutationFn: () => confirmed(() => answerOf(api.DELETE(USER, { params: { path } }))),
      onSuccess: async () => {
        queries.removeQueries({ queryKey: ['users', 'one', id] });
        await queries.invalidateQueries({ queryKey: ['users'] });
      },
    }),
    endSession: useMutation({
      mutationFn: (handle: string) =>
        answerOf(api.DELETE(`${endAt}/{handle}`, { params: { path: { id, handle } } })),
      onSettled: lookAgain,
    }),
    endSessions: useMutation({
      mutationFn: () => answerOf(api.DELETE(endAt, { params: { path } })),
      onSettled: lookAgain,
    }),
    link: useMutation({
      mutationFn: (body: { account: string; openid: string }) =>
        answerOf(api.POST(`${USER}/links`, { params: { path }, body })),
      onSettled: lookAgain,
    }),
    unlink: useMutation({
      mutationFn: (link: string) =>
        answerOf(api.DELETE(`${USER}/links/{link}`, { params: { path: { id, link } } })),
      onSettled: lookAgain,
    }),
    takeAll: useMutation({
      mutationFn: async () => {
        const held = await answerOf(api.POST(`${USER}/export`, { params: { path } }));
        const url = URL.createObjectURL(
          new Blob([JSON.stringify(held, null, 2)], { type: 'application/json' }),
        );
        download(url, `user-${id}.json`);
        setTimeout(() => URL.revokeObjectURL(url), 10_000);
      },
    }),
  };
}

export type UserDeeds = ReturnType<typeof useUserDeeds>;
