import { Injectable } from '@nestjs/common';
import type { Account } from '../../accounts/account.entity.js';
import { AccountsService } from '../../accounts/accounts.service.js';
import { Clock } from '../../kernel/clock/clock.js';
import { PublicAddress } from '../../kernel/http/public-address.js';
import { Random } from '../../kernel/random/random.js';
import { adviceOn } from '../../token/diagnosis.js';
import type { AppCredentials } from '../../wechat/oauth/oauth-api.js';
import { signPush } from '../../wechat/push/push-signature.js';
import { TokenApi } from '../../wechat/token/token-api.js';
import { WeChatError, WeChatRefused, WeChatUnreachable } from '../../wechat/wechat-error.js';
import type { CheckedApp, CheckedPush } from './account-checks.schemas.js';

/** How long the way through the public address and back may take, in milliseconds. */
const ROUND_TRIP_MS = 5_000;
const ECHO_LENGTH = 24;

/** Tries out what an operator has entered, before anybody depends on it. */
@Injectable()
export class AccountChecks {
  constructor(
    private readonly accounts: AccountsService,
    private readonly tokens: TokenApi,
    private readonly address: PublicAddress,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /** Whether WeChat knows appid and AppSecret. The question (a stable token, not forced) voids nobody's token. */
  async app(app: AppCredentials): Promise<CheckedApp> {
    try {
      await this.tokens.stable(app);
      return { good: true, failure: null };
    } catch (error) {
      if (!(error instanceof WeChatError)) throw error;
      const [code, said] = failureOf(error);
      return { good: false, failure: { code, said, ...adviceOn(code, said ?? '') } };
    }
  }

  /** Whether a signed handshake such as WeChat's comes through our public address and back. */
  async push(account: Account): Promise<CheckedPush> {
    const settings = this.accounts.pushSettingsOf(account);
    if (!settings) return { good: false, failure: 'not_configured' };
    const echostr = this.random.alphanumeric(ECHO_LENGTH);
    const signed = {
      timestamp: String(Math.floor(this.clock.now().getTime() / 1000)),
      nonce: this.random.alphanumeric(12),
    };
    const url = new URL(`/wechat/${account.key}/push`, this.address.origin);
    url.search = String(
      new URLSearchParams({ ...signed, signature: signPush(settings.token, signed), echostr }),
    );
    try {
      const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(ROUND_TRIP_MS) });
      if (answer.status !== 200) {
        await answer.body?.cancel();
        return { good: false, failure: 'refused' };
      }
      return (await answer.text()) === echostr
        ? { good: true, failure: null }
        : { good: false, failure: 'altered' };
    } catch {
      return { good: false, failure: 'unreachable' };
    }
  }
}

function failureOf(error: WeChatError): [code: string, said: string | null] {
  if (error instanceof WeChatRefused) return [String(error.errcode), error.wechat.errmsg];
  return [error instanceof WeChatUnreachable ? 'unreachable' : 'unreadable', null];
}
