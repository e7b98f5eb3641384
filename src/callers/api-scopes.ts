/** What a key may be good for: what it opens, and whether it changes anything. The list is closed. */
export const API_SCOPES = [
  'token:read',
  'token:refresh',
  'ticket:read',
  'ticket:sign',
  'users:read',
  'users:write',
  'messages:send',
] as const;

export type ApiScope = (typeof API_SCOPES)[number];

/** Whether a text is one of {@link API_SCOPES}. */
export function isApiScope(text: string): text is ApiScope {
  return (API_SCOPES as readonly string[]).includes(text);
}
