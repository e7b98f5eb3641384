import type { ApiKeyRow } from '../callers/api-key.repository.js';

/** An API key as the command line tells of it, in JSON; the key itself nobody has any more. */
export interface ApiKeyView {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly string[];
  /** Null: every account. */
  readonly account: string | null;
  /** Empty: from anywhere. */
  readonly cidrs: readonly string[];
  readonly live: boolean;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
  readonly revoked_at: string | null;
}

export function viewOf(key: ApiKeyRow): ApiKeyView {
  const { id, name, prefix, scopes, account, cidrs, live } = key;
  const [expires_at, last_used_at, revoked_at] = [key.expiresAt, key.lastUsedAt, key.revokedAt].map(
    (time) => time?.toISOString() ?? null,
  ) as [string | null, string | null, string | null];
  const created_at = key.createdAt.toISOString();
  return { id, name, prefix, scopes, account, cidrs, live, created_at, expires_at, last_used_at, revoked_at };
}
