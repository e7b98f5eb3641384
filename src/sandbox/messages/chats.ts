import type { SandboxAccount } from '../sandbox-account.js';
import type { SandboxClock } from '../sandbox-clock.js';
import type { ChatItem } from './chat.js';

const MAX_CHATS = 2000;
const MAX_ITEMS = 200;

/** What people see in their chats with accounts: the newest 200 lines of the 2,000 chats that were used last. */
export class Chats {
  private readonly chats = new Map<string, ChatItem[]>();
  private lastSeq = 0;

  constructor(private readonly clock: SandboxClock) {}

  add(account: SandboxAccount, openid: string, item: Pick<ChatItem, 'from' | 'content' | 'push'>): void {
    const key = `${account.appId} ${openid}`;
    const items = this.chats.get(key) ?? [];
    this.chats.delete(key);
    this.chats.set(key, items);
    if (this.chats.size > MAX_CHATS) this.chats.delete(this.chats.keys().next().value!);
    items.push({ seq: ++this.lastSeq, atMs: this.clock.nowMs(), ...item });
    if (items.length > MAX_ITEMS) items.shift();
  }

  /** After a number, oldest first. */
  list(account: SandboxAccount, openid: string, since = 0): ChatItem[] {
    return (this.chats.get(`${account.appId} ${openid}`) ?? []).filter(({ seq }) => seq > since);
  }

  /** Numbers go on. */
  clear(): void {
    this.chats.clear();
  }
}
