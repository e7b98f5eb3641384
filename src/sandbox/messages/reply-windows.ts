import { LapsingMap } from '../lapsing-map.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { SandboxClock } from '../sandbox-clock.js';

/** How many customer service messages an account may send, and for how long, after what a user did. */
const WINDOWS = {
  /** They wrote. */
  message: { messages: 5, seconds: 48 * 3600 },
  /** They followed, scanned a code or tapped a menu that sends something. */
  event: { messages: 3, seconds: 60 },
} as const;

/** While and how often accounts may write to users of their own accord (客服消息). */
export class ReplyWindows {
  private readonly open: Readonly<Record<keyof typeof WINDOWS, LapsingMap<{ left: number }>>>;

  constructor(clock: SandboxClock) {
    this.open = { message: new LapsingMap(clock), event: new LapsingMap(clock) };
  }

  /** Opens a window anew, with all its messages. */
  opens(kind: keyof typeof WINDOWS, account: SandboxAccount, openid: string): void {
    const { messages, seconds } = WINDOWS[kind];
    const key = keyOf(account, openid);
    // So that it counts as the newest, and is not the first to make room.
    this.open[kind].take(key);
    this.open[kind].put(key, { left: messages }, seconds);
  }

  /** Uses up one message, of the shorter window first: `closed` when none is open, `spent` when none is left. */
  use(account: SandboxAccount, openid: string): 'used' | 'spent' | 'closed' {
    const key = keyOf(account, openid);
    const windows = [this.open.event.find(key), this.open.message.find(key)].filter(
      (window) => window !== null,
    );
    const usable = windows.find(({ left }) => left > 0);
    if (!usable) return windows.length > 0 ? 'spent' : 'closed';
    usable.left -= 1;
    return 'used';
  }

  /** Who leaves is not to be written to. */
  close(account: SandboxAccount, openid: string): void {
    for (const windows of Object.values(this.open)) windows.take(keyOf(account, openid));
  }

  clear(): void {
    for (const windows of Object.values(this.open)) windows.clear();
  }
}

function keyOf({ appId }: SandboxAccount, openid: string): string {
  return `${appId} ${openid}`;
}
