import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client';
import type { components } from '../../api/schema';
import { useConfirmed } from '../../session/confirmation';

export type Operator = components['schemas']['Operator'];
export type NewOperator = components['schemas']['NewOperator'];
export type Role = Operator['role'];
export type OperatorChange = components['schemas']['OperatorChange'];

const KEY = ['operators'];

/** Everybody who may sign in to the console, or once might. */
export function useOperators() {
  return useQuery({
    queryKey: KEY,
    queryFn: async () => (await answerOf(api.GET('/admin/api/operators'))).data,
  });
}

function useChange<Asked, Answer>(change: (asked: Asked) => Promise<Answer>) {
  const queries = useQueryClient();
  const confirmed = useConfirmed();
  return useMutation({
    mutationFn: (asked: Asked) => confirmed(() => change(asked)),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
    gcTime: 0,
  });
}

export function useAddOperator() {
  return useChange((body: NewOperator) => answerOf(api.POST('/admin/api/operators', { body })));
}

export function useChangeOperator(id: string) {
  const params = { path: { id } };
  return useChange((body: OperatorChange) =>
    answerOf(api.PATCH('/admin/api/operators/{id}', { params, body })),
  );
}

export function useResetPassword(id: string) {
  const params = { path: { id } };
  return useChange((password: string) =>
    answerOf(api.POST('/admin/api/operators/{id}/password', { params, body: { password } })),
  );
}

export function useResetTotp(id: string) {
  const params = { path: { id } };
  return useChange(() => answerOf(api.DELETE('/admin/api/operators/{id}/totp', { params })));
}
