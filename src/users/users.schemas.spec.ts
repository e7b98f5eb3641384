import { auditQuery } from '../admin/audit/audit.schemas.js';
import { adminUsersQuery } from '../admin/users/users.schemas.js';
import { usersQuery } from './users.schemas.js';

const QUESTIONS = [
  ['of callers', (at: string) => usersQuery.safeParse({ since: at })],
  ['of operators', (at: string) => adminUsersQuery.safeParse({ last_login_until: at })],
  ['of the record', (at: string) => auditQuery.safeParse({ until: at })],
] as const;

describe.each(QUESTIONS)('a time in a question %s', (_whose, ask) => {
  it.each([
    '0001-01-01T00:00:00Z',
    '2026-11-22T08:00:00+08:00',
    '2026-11-22T08:00:00 08:00',
    '9999-12-31T23:59:59.999Z',
    '9999-12-31T23:59:59+10:00',
  ])('may be %s', (at) => {
    expect(ask(at).success).toBe(true);
  });

  it.each([
    '0000-01-01T00:00:00Z',
    '0000-12-31T23:59:59Z',
    '0001-01-01T00:00:00+10:00',
    '9999-12-31T23:59:59-10:00',
    '10000-01-01T00:00:00Z',
    '-0001-01-01T00:00:00Z',
    'yesterday',
    '2026-02-30T00:00:00Z',
  ])('may not be %s', (at) => {
    expect(ask(at).success).toBe(false);
  });
});
