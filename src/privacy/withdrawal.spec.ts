import { withdrawnBy } from './withdrawal.js';

it.each([
  ['205', ['profile']],
  ['206', ['messages']],
  ['205,207', ['profile', 'messages']],
  ['301', ['everything']],
  // The official sample’s code, of a list that is not for web pages.
  ['1', ['everything']],
  ['999', ['everything']],
  ['205;unheard-of', ['profile', 'everything']],
  ['constructor', ['everything']],
  ['', ['everything']],
])('%j takes away %j', (revokeInfo, what) => {
  expect([...withdrawnBy(revokeInfo)]).toEqual(what);
});
