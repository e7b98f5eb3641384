import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock/clock.js';
import { provenanceOf, type Profile } from './profile.js';
import type { FieldOrigin } from './wechat-user.entity.js';
import { type HeldProfile, WechatUserRepository } from './wechat-user.repository.js';

/** The people we know, per account. */
@Injectable()
export class UsersService {
  constructor(
    private readonly rows: WechatUserRepository,
    private readonly clock: Clock,
  ) {}

  /** Takes over what somebody told of a user just now, each field with its source and time. */
  async keepProfile(
    userId: string,
    profile: Profile,
    source: FieldOrigin['source'],
  ): Promise<HeldProfile | null> {
    return this.rows.keepProfile(userId, profile, provenanceOf(profile, source, this.clock.now()));
  }
}
