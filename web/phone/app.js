import { Chat } from './chat.js';
import { ClockFace } from './clock.js';
import { control } from './control.js';
import { byId } from './element.js';
import { JournalPanel } from './journal.js';
import { LoopGuard } from './loop-guard.js';
import { People } from './people.js';
import { showShare } from './share.js';
import { Webview } from './webview.js';
import { language, speak, word, writeWords } from './words.js';

writeWords();
byId('language').textContent = language() === 'en' ? '中文' : 'English';

byId('chat-text').placeholder = word('write');

const guard = new LoopGuard({
  isOpen: () => webview.frame !== null && !webview.stopped,
  stop: (loop) => webview.stop(loop),
});
const webview = new Webview({
  onOpen: () => guard.begin(),
  onLoad() {
    void guard.look();
    // A page may ask for its snapshot (forceSnapShot).
    control.phone().then(showHolder, () => undefined);
  },
});
const clock = new ClockFace();
const people = new People((phone) => {
  showHolder(phone);
  webview.restart();
  void chat.restart();
});
const chat = new Chat({
  open: (address, account) => webview.open(address, account),
  notify,
  named: (name) => webview.nameChat(name),
});
const journal = new JournalPanel((id) => people.nickname(id));

/** Who holds the phone: the bar of snapshot pages is theirs. */
function showHolder({ persona, snapshot }) {
  guard.holder = persona.id;
  chat.picture = persona.picture;
  byId('snapshot-bar').hidden = !snapshot;
}

function notify(key) {
  byId('notice').textContent = word(key);
  byId('notice').classList.remove('unseen');
  setTimeout(() => byId('notice').classList.add('unseen'), 2500);
}

function openAddress(text) {
  const typed = text.trim();
  // As any browser's address bar: a host alone will do.
  const address = /^[\w.-]+(?::\d+)?(?:[/?#]|$)/.test(typed) ? `http://${typed}` : typed;
  if (!/^https?:\/\/./.test(address)) return notify('badAddress');
  webview.open(address);
}

async function start() {
  const phone = await control.phone();
  showHolder(phone);
  byId('address').value = phone.app_url ?? '';
  byId('link-card').hidden = !phone.app_url;
  byId('link-address').textContent = (phone.app_url ?? '').replace(/^https?:\/\//, '');
  if (!phone.app_url) document.querySelector('[data-word="welcome"]').textContent = word('noLink');
  await Promise.all([people.show(), clock.show()]);
  await Promise.all([chat.start(), journal.poll()]);
}

async function copyLink() {
  closeMenu();
  try {
    await navigator.clipboard.writeText(webview.here);
    notify('copied');
  } catch {
    notify('notCopied');
  }
}

function closeMenu() {
  byId('menu').hidden = true;
  byId('more').setAttribute('aria-expanded', 'false');
}

/** A choice that outlives a reload, told to the styles as an attribute. */
function keepChoice(select, attribute) {
  const kept = localStorage.getItem(attribute);
  if (kept && [...select.options].some(({ value }) => value === kept)) select.value = kept;
  const apply = () => (document.documentElement.dataset[attribute] = select.value);
  select.addEventListener('change', () => {
    localStorage.setItem(attribute, select.value);
    apply();
  });
  apply();
}

const on = (id, event, act) => byId(id).addEventListener(event, act);
on('address-form', 'submit', (event) => {
  event.preventDefault();
  openAddress(byId('address').value);
});
on('link-card', 'click', () => openAddress(byId('address').value));
for (const id of ['back', 'address-back']) on(id, 'click', () => webview.back());
on('close', 'click', () => webview.close());
for (const id of ['address-reload', 'menu-reload']) {
  on(id, 'click', () => {
    closeMenu();
    webview.reload();
  });
}
on('menu-copy', 'click', copyLink);
on('menu-share', 'click', () => {
  closeMenu();
  showShare({ card: webview.card, title: webview.title, address: webview.here });
});
on('more', 'click', () => {
  const open = byId('menu').hidden;
  byId('menu').hidden = !open;
  byId('more').setAttribute('aria-expanded', String(open));
  if (open) byId('menu-reload').focus();
});
addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || byId('menu').hidden) return;
  closeMenu();
  byId('more').focus();
});
addEventListener('click', (event) => {
  if (!event.target.closest('#menu, #more')) closeMenu();
});
on('full-service', 'click', async () => {
  const { persona } = await control.phone();
  showHolder(await control.takePhone(persona.id, true));
  webview.restart();
});
on('reset', 'click', async () => {
  await control.reset();
  location.reload();
});
on('language', 'click', () => {
  speak(language() === 'en' ? 'zh' : 'en');
  location.reload();
});
keepChoice(byId('theme'), 'theme');
keepChoice(byId('text-size'), 'textSize');

start().catch(() => notify('unreachable'));
