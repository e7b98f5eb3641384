import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/sql.js';
import { Log } from '../../kernel/logging/log.js';
import { ErasureService } from '../../privacy/erasure.service.js';
import { FollowingService } from '../../users/following.service.js';
import { UserInfoService } from '../../users/user-info.service.js';
import { WeChatQuotaSpent, WeChatRefused } from '../../wechat/wechat-error.js';
import type { Pushed } from './pushed.js';

const QR_SCENE = 'qrscene_';

/** Who follows, as their doings show it; of a new follower WeChat is asked what it knows. */
@Injectable()
export class FollowingHandler {
  constructor(
    private readonly following: FollowingService,
    private readonly infos: UserInfoService,
    private readonly erasure: ErasureService,
    private readonly log: Log,
  ) {}

  /** @throws WeChatError | TokenUnavailable when WeChat cannot be asked just now */
  async apply(push: Pushed): Promise<void> {
    const { account, kind, openid, at } = push;
    // While it waited, or in this very moment, the person may have been erased: it must not bring them back.
    const written = await this.erasure.unlessErased(account, openid, at, (sql) => this.note(push, sql));
    if (written && kind === 'subscribe') await this.ask(push);
  }

  private note({ account, kind, openid, at, message }: Pushed, sql: Sql): Promise<void> {
    if (kind === 'unsubscribe') return this.following.unfollowed(account, { openid, at }, sql);
    if (kind !== 'subscribe') return this.following.seen(account, { openid, at }, sql);
    return this.following.followed(account, { openid, at, scene: sceneIn(message.eventKey) }, sql);
  }

  private async ask({ account, openid }: Pushed): Promise<void> {
    try {
      await this.infos.refresh(account, openid);
    } catch (error) {
      if (!isFinal(error)) throw error;
      this.log.info('messages.user_info_refused', { account: account.key, errcode: error.wechat.errcode });
    }
  }
}

/** The scene of a QR code as text, whatever the code was made with; null where there was none. */
function sceneIn(eventKey: string | null): string | null {
  return eventKey?.startsWith(QR_SCENE) ? eventKey.slice(QR_SCENE.length) : null;
}

/** Asking again would change nothing: this account may not ask, not about this person, or not today. */
function isFinal(error: unknown): error is WeChatRefused | WeChatQuotaSpent {
  if (error instanceof WeChatQuotaSpent) return true;
  return error instanceof WeChatRefused && (error.class === 'operator' || error.class === 'bug');
}
