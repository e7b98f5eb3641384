import { frame } from './zh-CN/frame';
import { session } from './zh-CN/session';
import { tokens } from './zh-CN/tokens';
import { accounts } from './zh-CN/accounts';
import { callers } from './zh-CN/callers';
import { audit } from './zh-CN/audit';
import { deeds } from './zh-CN/deeds';
import { operators } from './zh-CN/operators';
import { self } from './zh-CN/self';
import { users } from './zh-CN/users';
import { overview } from './zh-CN/overview';
import { replies } from './zh-CN/replies';

/** The console in Chinese, page by page. */
export const zhCN = {
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
