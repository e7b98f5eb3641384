/** The pages of the console, each loaded when it is first wanted. */
export const LOAD = {
  overview: () => import('./pages/overview/overview-page'),
  users: () => import('./pages/users/users-page'),
  tokens: () => import('./pages/tokens/tokens-page'),
  accounts: () => import('./pages/accounts/accounts-page'),
  callers: () => import('./pages/callers/callers-page'),
  replies: () => import('./pages/replies/replies-page'),
  audit: () => import('./pages/audit/audit-page'),
  operators: () => import('./pages/operators/operators-page'),
  self: () => import('./pages/self/self-page'),
  sessions: () => import('./pages/self/own-sessions-page'),
};
