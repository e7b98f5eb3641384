import { frame } from './en/frame';
import { session } from './en/session';
import { tokens } from './en/tokens';
import { accounts } from './en/accounts';
import { callers } from './en/callers';
import { audit } from './en/audit';
import { deeds } from './en/deeds';
import { operators } from './en/operators';
import { self } from './en/self';
import { users } from './en/users';
import { overview } from './en/overview';
import { replies } from './en/replies';
import type { Words } from './words';

/** The console in English, page by page. */
export const en: Words = {
  frame,
  session,
  tokens,
  accounts,
  callers,
  audit,
  deeds,
  operators,
  self,
  users,
  replies,
  overview,
};
