/** From `since` up to but not including `until`; null: no end on that side. */
export interface TimeRange {
  readonly since: Date | null;
  readonly until: Date | null;
}

/** The scopes by which a list can be narrowed: the most that somebody ever granted. */
export const GRANTED_SCOPES = ['snsapi_base', 'snsapi_userinfo', 'snsapi_login'] as const;

/** Which users a list is of; what is left out narrows nothing. */
export interface UserFilter {
  /** Part of a nickname, or a whole openid or unionid. */
  readonly q?: string;
  readonly subscribed?: boolean;
  readonly scope?: (typeof GRANTED_SCOPES)[number];
  readonly firstSeen?: TimeRange;
  /** Whoever never signed in has no such time, and is left out. */
  readonly lastLogin?: TimeRange;
}

/** By which times a list can be ordered; a minus means the newest first. Whoever has no such time comes last, either way. */
export const USER_SORTS = ['-first_seen_at', 'first_seen_at', '-last_login_at', 'last_login_at'] as const;

export type UserSort = (typeof USER_SORTS)[number];

/** A place in a list: after this user. Exact to the microsecond, as the database keeps times. */
export interface UserPosition {
  /** The time by which the list is ordered, as the database writes it; null: among those who have none. */
  readonly at: string | null;
  /** `wechat_user.id`. */
  readonly id: string;
}
