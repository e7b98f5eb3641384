import { make } from './element.js';
import { word } from './words.js';

/** A link as accounts write it, or an address that stands alone. Other markup is shown as it is. */
const LINK = /<a\s[^>]*?href=(?:"([^"]*)"|'([^']*)')[^>]*>([\s\S]*?)<\/a>|(https?:\/\/[^\s<>"'，。；）]+)/gi;

const isWeb = (address) => /^https?:\/\/./i.test(address ?? '');

/** One line of the chat as an element; `open` is told which page a tap opens, `picture` is the holder's, empty where they have none. */
export function lineOf({ from, content, at }, open, picture) {
  const time = new Date(at).toLocaleTimeString('zh-CN', { hour12: false });
  if (from === 'platform') return make('p', { class: 'chat-notice', title: time }, word(noticeOf(content)));
  const speaker = make('span', { class: 'unseen' }, word(from === 'user' ? 'youSaid' : 'accountSaid'));
  const face = from === 'user' ? faceOf(picture) : letter('令');
  return make(
    'div',
    { class: `bubble-row ${from}`, title: time },
    face,
    make('div', { class: 'bubble-body' }, speaker, bodyOf(content, open)),
  );
}

function faceOf(picture) {
  if (!picture) return letter(word('me'));
  const face = letter('');
  face.style.backgroundImage = `url("${picture}")`;
  return face;
}

function letter(text) {
  return make('span', { class: 'bubble-face', 'aria-hidden': 'true' }, text);
}

function noticeOf({ notice }) {
  return { fault: 'noticeFault', followed: 'noticeFollowed', left: 'noticeLeft' }[notice];
}

function bodyOf(content, open) {
  switch (content.kind) {
    case 'text':
      return make('p', { class: 'bubble' }, ...textOf(content.text, open));
    case 'articles':
      return make('div', { class: 'articles' }, ...content.articles.map((article) => cardOf(article, open)));
    case 'template':
      return templateOf(content, open);
    default:
      return mediaOf(content, open);
  }
}

function textOf(text, open) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(LINK)) {
    const [whole, quoted, single, label, bare] = found;
    const address = quoted ?? single ?? bare;
    parts.push(
      text.slice(from, found.index),
      isWeb(address) ? linkTo(address, label ?? bare, open) : (label ?? whole),
    );
    from = found.index + whole.length;
  }
  return [...parts, text.slice(from)].filter((part) => part !== '');
}

function linkTo(address, label, open) {
  const link = make('a', { class: 'chat-link', href: address }, label || address);
  link.addEventListener('click', (event) => {
    event.preventDefault();
    open(address);
  });
  return link;
}

/** A card that opens a page, or just stands there where it has no address. */
function cardWith(url, open, ...contents) {
  if (!isWeb(url)) return make('div', { class: 'link-card still' }, ...contents);
  const card = make('button', { class: 'link-card', type: 'button' }, ...contents);
  card.addEventListener('click', () => open(url));
  return card;
}

function cardOf({ title, description, url }, open) {
  return cardWith(url, open, make('b', {}, title || word('untitled')), make('span', {}, description));
}

function templateOf({ title, lines, url }, open) {
  const rows = lines.map(({ name, value }) =>
    make('span', {}, name === '' ? '' : `${name}${word('colon')}`, make('bdi', {}, value)),
  );
  return cardWith(url, open, make('b', {}, title), ...rows);
}

function mediaOf({ what, title, url }, open) {
  if (what === 'image' && isWeb(url)) {
    const picture = make('img', { class: 'chat-picture', src: url, alt: word('media-image') });
    return cardWith(url, open, picture);
  }
  return cardWith(url, open, make('b', {}, word(`media-${what}`) ?? what), make('span', {}, title));
}
