import { Injectable } from '@nestjs/common';
import { Sql } from '../../database/sql.js';

/** Something that happened with a user. */
export interface UserMoment {
  readonly at: Date;
  readonly what: 'first_seen' | 'followed' | 'unfollowed' | 'signed_in' | 'linked';
  /** The scope of a login, the scene of a follow. */
  readonly detail: string | null;
}

/** What happened with a user, as far as we still know. */
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
       ) happened ORDER BY at DESC LIMIT $2`,
      [userId, limit],
    );
  }
}
