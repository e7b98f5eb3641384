import type { LinkedOpenid } from './openid-links.js';
import type { FieldOrigin } from './wechat-user.entity.js';

/** A user as lists show them. */
export interface ListedUser {
  /** `wechat_user.id`: by it logs and the audit name a person. */
  readonly id: string;
  /** Key of the account. */
  readonly account: string;
  readonly openid: string;
  readonly unionid: string | null;
  readonly nickname: string | null;
  readonly avatarUrl: string | null;
  readonly sex: number | null;
  readonly language: string | null;
  readonly city: string | null;
  readonly province: string | null;
  readonly country: string | null;
  readonly subscribed: boolean | null;
  readonly subscribedAt: Date | null;
  readonly unsubscribedAt: Date | null;
  readonly subscribeScene: string | null;
  readonly grantedScope: string | null;
  readonly firstSeenAt: Date;
  readonly lastLoginAt: Date | null;
  readonly loginCount: number;
}

/** A user with where each field came from. */
export interface DetailedUser extends ListedUser {
  readonly provenance: Readonly<Record<string, FieldOrigin>>;
  readonly updatedAt: Date;
}

/** A listed user as the API writes one. */
export function userView(user: ListedUser) {
  return {
    account: user.account,
    openid: user.openid,
    unionid: user.unionid,
    // What WeChat has blanked says nothing.
    nickname: user.nickname || null,
    avatar_url: user.avatarUrl || null,
    sex: user.sex,
    language: user.language || null,
    city: user.city || null,
    province: user.province || null,
    country: user.country || null,
    subscribed: user.subscribed,
    subscribed_at: iso(user.subscribedAt),
    unsubscribed_at: iso(user.unsubscribedAt),
    subscribe_scene: user.subscribeScene || null,
    scope: user.grantedScope,
    first_seen_at: user.firstSeenAt.toISOString(),
    last_login_at: iso(user.lastLoginAt),
    login_count: user.loginCount,
  };
}

/** A user with where each field came from and when, and the openids that were linked to theirs. */
export function userDetailView(user: DetailedUser, linked: readonly LinkedOpenid[]) {
  const shown = userView(user);
  return {
    ...shown,
    updated_at: user.updatedAt.toISOString(),
    sources: sourcesOf(user.provenance, shown),
    linked_openids: linked.map(({ account, openid, source, linkedAt }) => ({
      account: account.key,
      openid,
      source,
      linked_at: iso(linkedAt),
    })),
  };
}

/** Of fields that are not shown, or have no value any more, nobody asks where they came from. */
function sourcesOf(
  provenance: DetailedUser['provenance'],
  shown: Readonly<Record<string, unknown>>,
): Record<string, FieldOrigin> {
  const named = Object.entries(provenance).map(([field, origin]) => [snakeCase(field), origin] as const);
  return Object.fromEntries(named.filter(([field]) => (shown[field] ?? null) !== null));
}

function iso(instant: Date | null): string | null {
  return instant?.toISOString() ?? null;
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
