import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import type { Profile } from './profile.js';
import type { FieldOrigin } from './wechat-user.entity.js';

/** What the database holds of a user's profile. */
export interface HeldProfile {
  readonly nickname: string | null;
  readonly avatarUrl: string | null;
}

/** The users in the database. */
@Injectable()
export class WechatUserRepository {
  constructor(private readonly sql: Sql) {}

  /** Takes over what a profile says; what it does not say stays as it was. Null when there is no such user. */
  keepProfile(
    userId: string,
    profile: Profile,
    provenance: Record<string, FieldOrigin>,
  ): Promise<HeldProfile | null> {
    return this.sql.one<HeldProfile>(
      `UPDATE wechat_user SET
         nickname = COALESCE($2, nickname), avatar_url = COALESCE($3, avatar_url), sex = COALESCE($4, sex),
         language = COALESCE($5, language), city = COALESCE($6, city), province = COALESCE($7, province),
         country = COALESCE($8, country), provenance = provenance || $9::jsonb, updated_at = now()
       WHERE id = $1
       RETURNING nickname, avatar_url AS "avatarUrl"`,
      [
        userId,
        profile.nickname,
        profile.avatarUrl,
        profile.sex,
        profile.language,
        profile.city,
        profile.province,
        profile.country,
        JSON.stringify(provenance),
      ],
    );
  }
}
