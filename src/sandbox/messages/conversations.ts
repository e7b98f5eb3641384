import type { FollowChange } from '../followers/followers.js';
import { LapsingMap } from '../lapsing-map.js';
import { identityOf } from '../personas/identity.js';
import type { Persona } from '../personas/persona.js';
import { NOTHING_ODD } from '../pushes/oddities.js';
import { isMessage, isWatched, type PushMessage } from '../pushes/push-message.js';
import type { PushOutcome, PushRecord } from '../pushes/push-record.js';
import type { Pushes } from '../pushes/pushes.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { SandboxClock } from '../sandbox-clock.js';
import { contentOfPush, contentOfReply, type ChatContent } from './chat.js';
import { Chats } from './chats.js';
import { ReplyWindows } from './reply-windows.js';

/** Until the result of a template message is pushed, in real milliseconds. */
const RESULT_AFTER_MS = 200;
/** Events after which an account may write a few times. */
const OPENS_A_WINDOW = new Set<string>(['subscribe', 'scan', 'click', 'scancode_push', 'scancode_waitmsg']);

/** What people and accounts say to each other: pushes one way, answers and messages the other. */
export class Conversations {
  readonly chats: Chats;
  readonly windows: ReplyWindows;
  /** Accounts that show 对方正在输入 to somebody. */
  readonly typing: LapsingMap<true>;
  private readonly underWay = new Set<Promise<unknown>>();

  constructor(
    private readonly clock: SandboxClock,
    private readonly pushes: Pushes,
    /** Whether an account does not want to hear what somebody writes. */
    private readonly isShutOut: (account: SandboxAccount, openid: string) => boolean,
  ) {
    this.chats = new Chats(clock);
    this.windows = new ReplyWindows(clock);
    this.typing = new LapsingMap(clock);
  }

  /** Somebody writes, taps or scans; resolves when the account's server has answered, or failed to. */
  say(account: SandboxAccount, persona: Persona, message: PushMessage): Promise<PushOutcome> {
    const { openid } = identityOf(account, { persona, snapshot: false });
    const record = this.pushes.prepare({
      account,
      openid,
      persona: persona.id,
      message,
      oddities: NOTHING_ODD,
    });
    return isMessage(message) && this.isShutOut(account, openid)
      ? this.sayToNobody(record)
      : this.converse(record);
  }

  /** Brings a push to its account, and into the chat what was said and what comes back. */
  converse(record: PushRecord): Promise<PushOutcome> {
    const { account, openid, message, id } = record;
    if (isMessage(message)) this.windows.opens('message', account, openid);
    if (opensAWindow(message)) this.windows.opens('event', account, openid);
    const said = contentOfPush(message);
    if (said) this.chats.add(account, openid, { from: 'user', content: said, push: id });
    return this.tracked(this.exchange(record));
  }

  /** An account writes to somebody of its own accord. */
  tell({
    account,
    openid,
    content,
  }: {
    account: SandboxAccount;
    openid: string;
    content: ChatContent;
  }): void {
    this.typing.take(`${account.appId} ${openid}`);
    this.chats.add(account, openid, { from: 'account', content, push: null });
  }

  /** The platform tells an account how a template message ended, a little later. */
  reportTemplate(account: SandboxAccount, openid: string, messageId: string, status: string): void {
    const message: PushMessage = { type: 'template-result', message_id: messageId, status };
    const order = { account, openid, persona: null, message, oddities: NOTHING_ODD };
    void this.tracked(
      this.clock.pause(RESULT_AFTER_MS).then(() => this.exchange(this.pushes.prepare(order))),
    );
  }

  /** Somebody began to follow, or left: the account is told, and no more can be written to who left. */
  followChanged({ kind, account, persona, openid, subscription, ticket }: FollowChange): void {
    const scene =
      subscription.qrSceneText || (subscription.qrScene === 0 ? undefined : String(subscription.qrScene));
    const message: PushMessage =
      kind === 'leave'
        ? { type: 'unsubscribe' }
        : {
            type: 'subscribe',
            ...(scene === undefined ? {} : { scene }),
            ...(ticket === null ? {} : { ticket }),
          };
    const notice = kind === 'leave' ? 'left' : 'followed';
    this.chats.add(account, openid, { from: 'platform', content: { kind: 'notice', notice }, push: null });
    if (kind === 'leave') this.windows.close(account, openid);
    void this.converse(
      this.pushes.prepare({ account, openid, persona: persona.id, message, oddities: NOTHING_ODD }),
    );
  }

  /** Resolves once nothing is on its way. */
  async settled(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }

  clear(): void {
    this.chats.clear();
    this.windows.clear();
    this.typing.clear();
  }

  /** It stands in the chat, and nobody hears of it. */
  private sayToNobody(record: PushRecord): Promise<PushOutcome> {
    const { account, openid, message, id } = record;
    this.chats.add(account, openid, { from: 'user', content: contentOfPush(message)!, push: id });
    return Promise.resolve(this.pushes.withhold(record, 'push.blacklisted'));
  }

  private async exchange(record: PushRecord): Promise<PushOutcome> {
    const { account, openid, message, id } = record;
    const outcome = await this.pushes.deliver(record);
    if (outcome.kind === 'reply') {
      const content = contentOfReply(outcome.reply);
      if (content) this.chats.add(account, openid, { from: 'account', content, push: id });
    }
    if (outcome.kind === 'fault' && outcome.why !== 'given-up' && isWatched(message)) {
      const content = { kind: 'notice', notice: 'fault' } as const;
      this.chats.add(account, openid, { from: 'platform', content, push: id });
    }
    return outcome;
  }

  private tracked<T>(promise: Promise<T>): Promise<T> {
    const done = promise.finally(() => this.underWay.delete(done));
    this.underWay.add(done);
    return done;
  }
}

function opensAWindow(message: PushMessage): boolean {
  return OPENS_A_WINDOW.has(message.type === 'event' ? message.event : message.type);
}
