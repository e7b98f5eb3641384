import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.entity.js';
import { Clock } from '../kernel/clock/clock.js';
import { GlobalTokenCalls } from '../token/global-token-calls.js';
import { UserInfoService } from '../users/user-info.service.js';
import { UserApi } from '../wechat/user/user-api.js';
import type { FollowerPage, WeChatUserInfo } from '../wechat/user/user.wire.js';
import { CallPace } from './call-pace.js';

/** How fast followers are read. */
export abstract class FollowerSyncSettings {
  /** Calls to WeChat a second and run; 0: as fast as they are answered. */
  abstract readonly callsPerSecond: number;
}

/** Where followers come from: WeChat, asked with the global token. */
@Injectable()
export class FollowerSource {
  constructor(
    private readonly calls: GlobalTokenCalls,
    private readonly wechat: UserApi,
    private readonly infos: UserInfoService,
    private readonly settings: FollowerSyncSettings,
    private readonly clock: Clock,
  ) {}

  /**
   * The followers of one account, for one run: its calls are paced by themselves. A run that waited for a quota goes on
   * by itself when that is back; one that begins before was told to by somebody, and tries.
   */
  of(account: Account): FollowersAtWeChat {
    this.infos.gate.open(account, '/cgi-bin/user/get', '/cgi-bin/user/info/batchget');
    const pace = new CallPace(this.settings.callsPerSecond, this.clock);
    return {
      page: async (after) => {
        await pace.turn();
        return this.infos.gate.pass(account, '/cgi-bin/user/get', () =>
          this.calls.run(account, (globalToken) => this.wechat.followers(globalToken, after)),
        );
      },
      infos: (openids) => this.infos.infosOf(account, openids, () => pace.turn()),
    };
  }
}

/** What WeChat says of one account's followers. Both raise what the calls raise. */
export interface FollowersAtWeChat {
  /** The openids after `after`, from the start for null; an empty page is the end. */
  page(after: string | null): Promise<FollowerPage>;
  /** What is known of up to a hundred of them, in whichever order; who is none of this account's is left out. */
  infos(openids: readonly string[]): Promise<WeChatUserInfo[]>;
}
