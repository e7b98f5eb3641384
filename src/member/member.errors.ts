import { AppError } from '../kernel/errors/app-error.js';

/** The visitor has not granted their profile in this session: WeChat would refuse. Ask them first. */
export class ProfileNotGranted extends AppError {
  override readonly code = 'member.profile_not_granted';
  override readonly kind = 'conflict';

  constructor() {
    super(
      'The visitor has not granted their profile. Send them through GET /auth/wechat?scope=snsapi_userinfo.',
    );
  }
}
