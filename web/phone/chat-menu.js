import { byId, make } from './element.js';

/** The menu below a chat: up to three buttons, each of which may open a list. `onTap` gets the button and its place. */
export class ChatMenu {
  shown = '';

  constructor(onTap) {
    this.onTap = onTap;
    addEventListener('click', (event) => {
      if (!event.target.closest('#chat-menu')) this.close();
    });
    addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close()?.focus();
    });
  }

  /** Draws the menu, unless it is there already. */
  show(menu) {
    const text = JSON.stringify(menu);
    if (text === this.shown) return;
    this.shown = text;
    byId('chat-menu').hidden = menu.length === 0;
    byId('chat-menu').replaceChildren(...menu.map((button, at) => this.entry(button, at)));
  }

  /** Closes the open list; answers the button that opened it. */
  close() {
    const opener = byId('chat-menu').querySelector('[aria-expanded="true"]');
    if (!opener) return null;
    opener.setAttribute('aria-expanded', 'false');
    byId(opener.getAttribute('aria-controls')).hidden = true;
    return opener;
  }

  entry(button, at) {
    const inside = button.sub_button ?? [];
    if (inside.length === 0) return this.tappable(button, [at]);
    const id = `chat-menu-${at}`;
    const list = make('div', { class: 'chat-menu-list', id, hidden: true });
    list.append(...inside.map((each, within) => this.tappable(each, [at, within])));
    const opener = make(
      'button',
      { type: 'button', class: 'chat-button', 'aria-expanded': 'false', 'aria-controls': id },
      make('span', { 'aria-hidden': 'true' }, '≡ '),
      button.name,
    );
    opener.addEventListener('click', () => {
      if (this.close() === opener) return;
      opener.setAttribute('aria-expanded', 'true');
      list.hidden = false;
      list.firstElementChild.focus();
    });
    return make('div', { class: 'chat-menu-entry' }, list, opener);
  }

  tappable(button, place) {
    const element = make('button', { type: 'button', class: 'chat-button' }, button.name);
    element.addEventListener('click', () => {
      this.close();
      this.onTap(button, place);
    });
    return element;
  }
}
