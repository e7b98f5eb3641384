import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AccountUnknown } from '../accounts/account.errors.js';
import type { Account } from '../accounts/account.entity.js';
import { AccountsService } from '../accounts/accounts.service.js';
import type { PushSettings } from '../accounts/push-secrets.js';
import { DatabaseUnavailable } from '../database/database.errors.js';
import { Clock } from '../kernel/clock/clock.js';
import { Log } from '../kernel/logging/log.js';
import { Meter } from '../kernel/metering/meter.js';
import { Random } from '../kernel/random/random.js';
import { RepliesService } from '../replies/replies.service.js';
import { PushRefused } from '../wechat/push/push.errors.js';
import {
  type PushQuery,
  type VerifiedPush,
  verifyHandshake,
  verifyPush,
} from '../wechat/push/verify-push.js';
import { InboxService } from './inbox.service.js';
import { inTime } from './in-time.js';
import { writeAnswer } from './push-answer.js';
import { type Arrival, PushInboxRepository } from './push-inbox.repository.js';
import { refusalOf } from './push-in-json.js';
import { identityOf, isWithdrawal, kindOf, personOf } from './push-kind.js';

/** How long the reply rules may take, in milliseconds: the platform hangs up after five seconds. */
const REPLY_MS = 2_500;
/** How long a push waits for a database that is away, in milliseconds: a refusal at once would use up all deliveries in a second. */
const WAIT_MS = 3_000;
const AGAIN_MS = 200;

/** What the platform sends us: handshakes and pushes. */
@Injectable()
export class PushService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly inbox: PushInboxRepository,
    private readonly worker: InboxService,
    private readonly replies: RepliesService,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly meter: Meter,
    private readonly log: Log,
  ) {}

  /** What the console of WeChat wants to hear. @throws PushRefused | DatabaseUnavailable */
  async shakeHands(key: string, query: PushQuery): Promise<string> {
    const { settings } = await this.addressee(key);
    return verifyHandshake(settings.token, query, this.nowSeconds());
  }

  /**
   * Takes a push in: makes sure of it, keeps it with its answer, and only then answers. A later delivery of the same
   * push gets the same answer and has no effect of its own. Null: `success`.
   * @param read fetches the body, once it is known that somebody wants it
   * @throws PushRefused | DatabaseUnavailable: then nothing was kept, and the platform sends it again
   */
  async receive(key: string, query: PushQuery, read: () => Promise<Buffer>): Promise<string | null> {
    const until = this.clock.monotonicMs() + WAIT_MS;
    const { account, settings } = await this.addressee(key);
    const body = await read();
    for (;;) {
      try {
        return await this.take(account, settings, query, body);
      } catch (error) {
        if (!(error instanceof DatabaseUnavailable) || this.clock.monotonicMs() >= until) throw error;
        await this.clock.pause(AGAIN_MS);
      }
    }
  }

  private async take(
    account: Account,
    settings: PushSettings,
    query: PushQuery,
    body: Buffer,
  ): Promise<string | null> {
    const push = this.verified(account, settings, query, body);
    await this.bind(account, settings, push);
    const arrival = arrivalOf(account, settings, query, body, push);
    const earlier = await this.earlier(account, arrival);
    if (earlier) return earlier.answer;
    const answer = await this.answerTo(account, settings, query, push);
    if (!(await this.inbox.keep(arrival, answer)))
      return (await this.earlier(account, arrival))?.answer ?? null;
    this.meter.count('pushes', { account: account.key, kind: arrival.kind, delivery: 'first' });
    this.worker.wake();
    return answer;
  }

  private verified({ appId }: Account, settings: PushSettings, query: PushQuery, body: Buffer): VerifiedPush {
    try {
      return verifyPush({ ...settings, appId }, query, body, this.nowSeconds());
    } catch (error) {
      throw refusalOf(error, body);
    }
  }

  private async addressee(key: string): Promise<{ account: Account; settings: PushSettings }> {
    try {
      const account = await this.accounts.get(key);
      const settings = this.accounts.pushSettingsOf(account);
      if (!settings) throw new PushRefused('not_configured');
      return { account, settings };
    } catch (error) {
      throw error instanceof AccountUnknown ? new PushRefused('no_such_account') : error;
    }
  }

  /** The first push of an account that does not know its own original id tells it. */
  private async bind(
    account: Account,
    { mode, originalId }: PushSettings,
    push: VerifiedPush,
  ): Promise<void> {
    if (originalId !== null) return;
    const { toUserName } = push.message;
    if ((await this.accounts.learnOriginalId(account, toUserName)) !== toUserName)
      throw new PushRefused('addressee');
    const line = { account: account.key, originalId: toUserName };
    if (mode === 'plain')
      this.log.warn('messages.original_id_learnt', { ...line, from: 'a push in plain mode' });
    else this.log.info('messages.original_id_learnt', line);
  }

  private async earlier(account: Account, arrival: Arrival): Promise<{ answer: string | null } | null> {
    const kept = await this.inbox.find(arrival);
    if (kept?.forged) throw new PushRefused('another_body');
    if (kept) this.meter.count('pushes', { account: account.key, kind: arrival.kind, delivery: 'again' });
    return kept;
  }

  /** A reply that fails or comes too late is none: the platform must hear something. */
  private async answerTo(
    account: Account,
    { token }: PushSettings,
    { nonce = '' }: PushQuery,
    push: VerifiedPush,
  ): Promise<string | null> {
    const tell = (error: unknown) =>
      this.log.warn('messages.reply_failed', { account: account.key, kind: kindOf(push.message), error });
    const written = async (): Promise<string | null> => {
      const reply = await this.replies.replyTo(account, push.message);
      const answered = { push, appId: account.appId, token, nonce, nowSeconds: this.nowSeconds() };
      return reply && writeAnswer(reply, answered, this.random);
    };
    return inTime(written(), REPLY_MS, tell);
  }

  private nowSeconds(): number {
    return Math.floor(this.clock.now().getTime() / 1000);
  }
}

function arrivalOf(
  account: Account,
  { mode }: PushSettings,
  { timestamp, nonce }: PushQuery,
  body: Buffer,
  { message, xml }: VerifiedPush,
): Arrival {
  return {
    accountId: account.id,
    identity: identityOf(account.appId, message),
    signedQuery: mode === 'plain' ? `${timestamp}\n${nonce}` : null,
    bodyDigest: hash('sha256', body, 'buffer'),
    openid: personOf(message),
    kind: kindOf(message),
    urgent: isWithdrawal(kindOf(message)),
    xml,
  };
}
