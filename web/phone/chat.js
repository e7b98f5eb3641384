import { ChatMenu } from './chat-menu.js';
import { ChatTools } from './chat-tools.js';
import { lineOf } from './chat-content.js';
import { control } from './control.js';
import { byId, make } from './element.js';
import { Scanner } from './scanner.js';
import { word } from './words.js';

const POLL_MS = 1000;
const KEPT_LINES = 200;

/** The chat with an official account, the first to begin with: what the holder of the phone writes and taps, and what comes back. */
export class Chat {
  account = null;
  newestSeq = 0;
  follows = false;
  /** The picture of who holds the phone; empty where they have none. */
  picture = '';
  /** Goes up with each person who takes the phone: answers for the one before are dropped. */
  holder = 0;

  /** `open` is told which page a tap opens, `notify` which word to show, `named` whose chat it is. */
  constructor({ open, notify, named }) {
    /** From this account's chat. */
    this.openHere = (address) => open(address, this.account);
    this.notify = notify;
    this.named = named;
    const scanner = new Scanner({ scanned: () => this.look(), notify });
    this.tools = new ChatTools({
      account: () => this.account,
      send: (message) => this.done(control.say(this.account, message)),
      scan: () => scanner.open(this.account),
      notify,
    });
    byId('chat-account').addEventListener('change', ({ target }) => this.choose(target.value));
    this.menu = new ChatMenu((button, place) => this.tap(button, place));
    byId('chat-form').addEventListener('submit', (event) => {
      event.preventDefault();
      void this.say();
    });
    byId('follow').addEventListener('click', () => this.turn());
  }

  /** Finds the accounts and shows the first one's chat, asking each second from here on except while nobody looks. */
  async start() {
    const { accounts } = await control.accounts();
    const official = accounts.filter(({ kind }) => kind !== 'website');
    if (official.length === 0) return;
    this.accounts = official;
    byId('chat-account').replaceChildren(
      ...official.map(({ key, name }) => make('option', { value: key }, name)),
    );
    byId('chat-account').hidden = official.length === 1;
    this.account = official[0].key;
    this.named(official[0].name);
    byId('chat-bar').hidden = byId('follow-bar').hidden = false;
    await this.poll();
  }

  /** The chat with another account. */
  async choose(key) {
    this.account = key;
    this.named(this.accounts.find((account) => account.key === key).name);
    this.tools.toggle(false);
    byId('welcome').hidden = key !== this.accounts[0].key;
    await this.restart();
  }

  /** Another person's phone, or another account: another chat. */
  async restart() {
    this.holder += 1;
    this.newestSeq = 0;
    byId('chat-log').replaceChildren();
    await this.look();
  }

  async poll() {
    if (!document.hidden) await this.look();
    setTimeout(() => this.poll(), POLL_MS);
  }

  async look() {
    if (this.account === null) return;
    const { holder } = this;
    try {
      const view = await control.chat(this.account, this.newestSeq);
      if (holder === this.holder) this.show(view);
    } catch {
      // The sandbox is stopping or starting: the next look finds out.
    }
  }

  show({ follows, menu, typing, pushes, items }) {
    this.follows = follows;
    byId('follow-state').textContent = word(follows ? 'following' : 'notFollowing');
    byId('follow').textContent = word(follows ? 'leave' : 'follow');
    byId('chat-typing').textContent = typing ? word('typing') : '';
    byId('chat-alone').hidden = pushes;
    this.menu.show(menu);
    const fresh = items.filter(({ seq }) => seq > this.newestSeq);
    if (fresh.length === 0) return;
    this.newestSeq = fresh.at(-1).seq;
    const log = byId('chat-log');
    log.append(...fresh.map((item) => lineOf(item, this.openHere, this.picture)));
    while (log.childElementCount > KEPT_LINES) log.firstElementChild.remove();
    byId('chat').scrollTop = byId('chat').scrollHeight;
  }

  async say() {
    const content = byId('chat-text').value;
    if (content.trim() === '') return;
    byId('chat-text').value = '';
    await this.done(control.say(this.account, { type: 'text', content }));
  }

  async turn() {
    await this.done(this.follows ? control.leave(this.account) : control.follow(this.account));
  }

  /** A page opens at once, whatever the account's server does meanwhile. */
  async tap(button, place) {
    if (button.type === 'view') this.openHere(button.url);
    await this.done(control.tap(this.account, place));
  }

  /** Shows what was said without waiting for the answer, and the answer once it is there. */
  async done(request) {
    setTimeout(() => this.look(), 50);
    try {
      await request;
    } catch {
      this.notify('unreachable');
    }
    await this.look();
  }
}
