import { byId, make } from './element.js';
import { word } from './words.js';

/** What a friend would see: the card that the page has set with the JS-SDK, or what WeChat makes of a page that has not. */
export function showShare({ card, title, address }) {
  const link = card?.link || address;
  const picture = /^https?:\/\//.test(card?.imgUrl ?? '')
    ? make('img', { class: 'share-picture', src: card.imgUrl, alt: '', width: 48, height: 48 })
    : make('span', { class: 'share-picture', 'aria-hidden': 'true' });
  byId('share-card').replaceChildren(
    make('b', {}, card?.title || title || link),
    make('span', { class: 'share-body' }, make('span', {}, card?.desc || link), picture),
  );
  byId('share-link').textContent = link;
  byId('share-state').textContent = word(card ? 'shareSet' : 'shareUnset');
  byId('share').showModal();
}

byId('share-close').addEventListener('click', () => byId('share').close());
