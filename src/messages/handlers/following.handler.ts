import { Injectable } from '@nestjs/common';
import { Log } from '../../kernel/logging/log.js';
import { FollowingService } from '../../users/following.service.js';
import { UserInfoService } from '../../users/user-info.service.js';
import { WeChatRefused } from '../../wechat/wechat-error.js';
import type { Pushed } from './pushed.js';

const QR_SCENE = 'qrscene_';

/** Who follows, as their doings show it; of a new follower WeChat is asked what it knows. */
@Injectable()
export class FollowingHandler {
  constructor(
    private readonly following: FollowingService,
    private readonly infos: UserInfoService,
    private readonly log: Log,
  ) {}

  /** @throws WeChatError | TokenUnavailable when WeChat cannot be asked just now */
  async apply(push: Pushed): Promise<void> {
    const { account, kind, openid, at, message } = push;
    if (kind === 'unsubscribe') return this.following.unfollowed(account, { openid, at });
    if (kind !== 'subscribe') return this.following.seen(account, { openid, at });
    await this.following.followed(account, { openid, at, scene: sceneIn(message.eventKey) });
    await this.ask(push);
  }

  private async ask({ account, openid }: Pushed): Promise<void> {
    try {
      await this.infos.refresh(account, openid);
    } catch (error) {
      if (!isFinal(error)) throw error;
      this.log.info('messages.user_info_refused', { account: account.key, errcode: error.errcode });
    }
  }
}

/** The scene of a QR code as text, whatever the code was made with; null where there was none. */
function sceneIn(eventKey: string | null): string | null {
  return eventKey?.startsWith(QR_SCENE) ? eventKey.slice(QR_SCENE.length) : null;
}

/** Asking again would change nothing: this account may not ask, or not about this person. */
function isFinal(error: unknown): error is WeChatRefused {
  return error instanceof WeChatRefused && (error.class === 'operator' || error.class === 'bug');
}
