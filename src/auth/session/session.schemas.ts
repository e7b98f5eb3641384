import { z } from 'zod';
import { SCOPES } from '../../wechat/oauth/authorize-url.js';
import type { Visitor } from './visitor.js';

/** `GET /auth/session`. What identifies is null for a snapshot visitor; `subscribed` while nobody has told us. */
export const sessionView = z.object({
  account: z.string(),
  openid: z.string().nullable(),
  unionid: z.string().nullable(),
  scope: z.enum(SCOPES),
  nickname: z.string().nullable(),
  avatar_url: z.string().nullable(),
  subscribed: z.boolean().nullable(),
  snapshot: z.boolean(),
  expires_at: z.iso.datetime(),
});

export type SessionView = z.output<typeof sessionView>;

/** A visitor as the session route tells of them. */
export function viewOf(visitor: Visitor): SessionView {
  return {
    account: visitor.account,
    openid: visitor.openid,
    unionid: visitor.unionid,
    scope: visitor.scope,
    nickname: visitor.nickname,
    avatar_url: visitor.avatarUrl,
    subscribed: visitor.subscribed,
    snapshot: visitor.snapshot,
    expires_at: visitor.expiresAt.toISOString(),
  };
}
