import { byId, make } from './element.js';
import { word } from './words.js';

/** How long a Back may take to show itself; a step within one page never does. */
const BACK_MS = 1500;

/** WeChat's browser inside the drawn phone: an iframe with a bar above it. */
export class Webview {
  frame = null;
  /** What was opened last, and what is there now as far as it can be known: other origins keep it to themselves. */
  opened = null;
  here = null;
  depth = 0;
  returning = false;
  /** What the page has set to be shared: `{ title, desc, link, imgUrl }`. */
  card = null;
  cardIsNew = false;
  /** Whose chat is below. */
  chatName = word('chat');

  constructor() {
    addEventListener('message', (event) => this.heed(event));
    this.showBar();
  }

  /** Opens an address in a fresh browser window of the phone. */
  open(address) {
    this.close();
    this.opened = this.here = address;
    this.frame = make('iframe', { title: word('web'), allow: 'clipboard-write' });
    this.frame.addEventListener('load', () => this.loaded());
    this.frame.src = address;
    byId('web').replaceChildren(this.frame);
    byId('progress').hidden = false;
    this.showBar();
  }

  /** Back to the chat. */
  close() {
    this.frame?.remove();
    this.frame = this.opened = this.here = this.title = this.card = null;
    this.cardIsNew = false;
    this.depth = 0;
    this.returning = false;
    byId('progress').hidden = true;
    this.showBar();
  }

  /** One page back; from the first page to the chat. */
  back() {
    // A refused sheet lies below what says so, and is no page to come back to: it would ask again.
    const steps = this.ownPage()?.querySelector('.closed') ? 2 : 1;
    if (this.depth <= steps) return this.close();
    this.depth -= steps;
    this.returning = true;
    this.card = null;
    setTimeout(() => (this.returning = false), BACK_MS);
    history.go(-steps);
  }

  /** Loads what is there anew. */
  reload() {
    if (this.frame) this.goTo(this.here);
  }

  /** The page that is shown, from the start: what a changed visitor sees. A link that led here may be good only once. */
  restart() {
    if (this.opened) this.open(this.here);
  }

  goTo(address) {
    this.returning = true;
    this.card = null;
    byId('progress').hidden = false;
    this.frame.contentWindow.location.replace(address);
  }

  loaded() {
    byId('progress').hidden = true;
    if (!this.returning) this.depth += 1;
    this.returning = false;
    const own = this.ownPage();
    this.here = own ? own.location.href : this.opened;
    this.title = own?.title || null;
    // A page may set its card before or after it is loaded: the card of the page before goes with the next load.
    if (!this.cardIsNew) this.card = null;
    this.cardIsNew = false;
    this.showBar();
  }

  /** The document, where the page is the sandbox's own. */
  ownPage() {
    try {
      return this.frame.contentDocument;
    } catch {
      return null;
    }
  }

  /** The chat's title while no page is open. */
  nameChat(name) {
    this.chatName = name;
    this.showBar();
  }

  /** A business page may say `{ lingpai: 'page', title, address }` of itself; the JS-SDK says what is to be shared. */
  heed({ source, data }) {
    if (!this.frame || source !== this.frame.contentWindow) return;
    if (data?.lingpai === 'share') this.keepCard(data);
    if (data?.lingpai !== 'page') return;
    if (typeof data.title === 'string') this.title = data.title.slice(0, 100);
    if (/^https?:\/\//.test(data.address)) this.here = data.address.slice(0, 2000);
    this.showBar();
  }

  /** Null: a page with the JS-SDK that has set nothing yet. */
  keepCard({ card }) {
    const text = (value) => (typeof value === 'string' ? value.slice(0, 1000) : '');
    this.card = card && {
      title: text(card.title),
      desc: text(card.desc),
      link: text(card.link),
      imgUrl: text(card.imgUrl),
    };
    this.cardIsNew = true;
  }

  showBar() {
    const open = this.frame !== null;
    byId('web').hidden = !open;
    byId('chat').hidden = open;
    byId('phone').classList.toggle('browsing', open);
    byId('back').hidden = byId('close').hidden = byId('more').hidden = !open;
    byId('bar-title').textContent = open ? this.title || word('web') : this.chatName;
    byId('where').textContent = byId('where').title = this.here ?? '–';
  }
}
