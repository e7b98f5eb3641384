import { byId, make } from './element.js';
import { language, word } from './words.js';

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
  /** A page that went round in circles was stopped, and its frame is gone. */
  stopped = false;
  /** Whose chat is below. */
  chatName = word('chat');

  /** `onOpen` is told of each page that a tap opens, `onLoad` of each that is there. */
  constructor({ onOpen, onLoad }) {
    this.onOpen = onOpen;
    this.onLoad = onLoad;
    addEventListener('message', (event) => this.heed(event));
    this.showBar();
  }

  /** Opens an address in a fresh browser window of the phone; `entry` is the account whose chat or menu it was tapped in. */
  open(address, entry = null) {
    this.close();
    this.entry = entry;
    // WeChat's own pages alone are told: a follower who comes from the chat is not asked (scope snsapi_userinfo).
    const life = entry === null ? 'Max-Age=0' : 'SameSite=Lax';
    document.cookie = `sandbox_entry=${entry ?? ''}; Path=/connect/oauth2; ${life}`;
    this.opened = this.here = address;
    this.frame = make('iframe', { title: word('web'), allow: 'clipboard-write' });
    this.frame.addEventListener('load', () => this.loaded());
    this.frame.src = address;
    this.onOpen();
    byId('web').replaceChildren(this.frame);
    byId('progress').hidden = false;
    this.showBar();
  }

  /** Back to the chat. */
  close() {
    this.frame?.remove();
    this.frame = this.opened = this.here = this.title = this.card = null;
    this.cardIsNew = this.stopped = false;
    this.depth = 0;
    this.returning = false;
    byId('progress').hidden = true;
    this.showBar();
  }

  /** One page back; from the first page to the chat. */
  back() {
    if (this.stopped) return this.close();
    // A refused sheet lies below what says so, and is no page to come back to: it would ask again.
    const steps = this.ownPage()?.querySelector('.closed') ? 2 : 1;
    if (this.depth <= steps) return this.close();
    this.depth -= steps;
    this.returning = true;
    this.card = null;
    this.onOpen();
    setTimeout(() => (this.returning = false), BACK_MS);
    history.go(-steps);
  }

  /** Loads what is there anew. */
  reload() {
    if (this.stopped) this.open(this.opened, this.entry);
    else if (this.frame) this.goTo(this.here);
  }

  /** The page that is shown, from the start: what a changed visitor sees. A link that led here may be good only once. */
  restart() {
    if (this.opened) this.open(this.here, this.entry);
  }

  goTo(address) {
    this.returning = true;
    this.card = null;
    byId('progress').hidden = false;
    this.onOpen();
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
    this.onLoad();
  }

  /** Takes a page away that goes round in circles, and says in its place what is wrong. */
  stop({ cause }) {
    this.stopped = true;
    this.frame.remove();
    byId('progress').hidden = true;
    const again = make('button', { type: 'button', class: 'primary' }, word('loopAgain'));
    again.addEventListener('click', () => this.reload());
    byId('web').replaceChildren(
      make(
        'div',
        { class: 'web-message', role: 'alert' },
        make('span', { class: 'web-message-sign', 'aria-hidden': 'true' }, '!'),
        make('h3', {}, word('loopTitle')),
        make('p', {}, word('loopText')),
        make('p', { class: 'hint' }, `${word('loopCause')}${cause[language()]}`),
        again,
        make('a', { href: '/inspector' }, word('inspector')),
      ),
    );
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
