import type { Account } from '../accounts/account.entity.js';
import type { Config } from '../config/config.js';

/** An account as the command line tells of it, in JSON; never its secret. */
export interface AccountView {
  readonly key: string;
  readonly app_id: string;
  readonly kind: Account['kind'];
  readonly name: string;
  readonly open_platform: string;
  readonly token_mode: Account['tokenMode'];
  readonly js_domains: readonly string[];
  readonly verify_file: string | null;
  readonly callback_url: string | null;
  readonly created_at: string;
}

/** @param config gives the address visitors use; null in the view while `PORT=0` leaves it open */
export function viewOf(account: Account, config: Config): AccountView {
  const { publicUrl } = config.http;
  return {
    key: account.key,
    app_id: account.appId,
    kind: account.kind,
    name: account.name,
    open_platform: account.openPlatform,
    token_mode: account.tokenMode,
    js_domains: account.jsDomains,
    verify_file: account.verifyFileName,
    callback_url: publicUrl && `${publicUrl}/auth/wechat/${account.key}/callback`,
    created_at: account.createdAt.toISOString(),
  };
}
