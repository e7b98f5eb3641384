import { Injectable } from '@nestjs/common';
import { Sql } from '../../database/sql.js';

/** Something that happened with a user. */
export interface UserMoment {
  readonly at: Date;
  readonly what: 'first_seen' | 'followed' | 'unfollowed' | 'signed_in' | 'consented' | 'withdrew' | 'linked';
  /** The scope of a login or a consent, the scene of a follow, who says that two openids are one person. */
  readonly detail: string | null;
}

/**
 * What happened with a user, as far as we still know. Of logins that are those whose session is kept, and the last one:
 * a login in the same browser ends the session before, and an attempt without its session names nobody.
 */
@Injectable()
export class UserTimelineRepository {
  constructor(private readonly sql: Sql) {}

  /** The newest first. @throws DatabaseUnavailable */
  of(userId: string, limit = 200): Promise<UserMoment[]> {
    return this.sql.rows<UserMoment>(
      `SELECT at, what, detail FROM (
         SELECT first_seen_at AS at, 'first_seen' AS what, NULL::text AS detail FROM wechat_user WHERE id = $1
         UNION ALL SELECT at, kind, scene FROM following_event WHERE user_id = $1
         UNION ALL SELECT created_at, 'signed_in', scope FROM session WHERE user_id = $1
         UNION ALL SELECT u.last_login_at, 'signed_in', NULL FROM wechat_user u
           WHERE u.id = $1 AND u.last_login_at IS NOT NULL AND NOT EXISTS
             (SELECT FROM session s WHERE s.user_id = u.id AND s.created_at = u.last_login_at)
         UNION ALL SELECT at, 'consented', scope FROM consent WHERE user_id = $1
         UNION ALL SELECT withdrawn_at, 'withdrew', scope FROM consent
           WHERE user_id = $1 AND withdrawn_at IS NOT NULL
         UNION ALL SELECT l.linked_at, 'linked', l.source FROM wechat_user u
           JOIN linked_openid l ON l.account_id = u.account_id AND l.openid = u.openid WHERE u.id = $1
         UNION ALL SELECT l.linked_at, 'linked', l.source FROM wechat_user u
           JOIN linked_openid l ON l.other_account_id = u.account_id AND l.other_openid = u.openid WHERE u.id = $1
       ) happened ORDER BY at DESC, what = 'first_seen' LIMIT $2`,
      [userId, limit],
    );
  }
}
