import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client';
import type { operations } from '../../api/schema';

export type AuditFilter = NonNullable<operations['listAudit']['parameters']['query']>;
export type AuditLine =
  operations['listAudit']['responses'][200]['content']['application/json']['data'][number];

/** What one can filter by; as named in the page's address and on the server. */
export const FILTERS = ['actor', 'action', 'account', 'target', 'since', 'until'] as const;
const PAGE = 50;

/** A page of the record, the newest first. */
export function useAudit(filter: AuditFilter) {
  return useQuery({
    queryKey: ['audit', filter],
    queryFn: () => answerOf(api.GET('/admin/api/audit', { params: { query: { ...filter, limit: PAGE } } })),
    placeholderData: keepPreviousData,
  });
}

/** Whether the record is whole; asked when somebody wants to know. */
export function useAuditVerdict() {
  return useQuery({
    queryKey: ['audit-verdict'],
    queryFn: () => answerOf(api.GET('/admin/api/audit/verification')),
    enabled: false,
    gcTime: 0,
  });
}

/** The filter as the page's address has it. */
export function filterIn(search: URLSearchParams): AuditFilter {
  const given = [...FILTERS, 'before' as const].flatMap((name) => {
    const value = search.get(name);
    return value ? [[name, value]] : [];
  });
  return Object.fromEntries(given) as AuditFilter;
}
