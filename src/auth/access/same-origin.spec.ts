import type { IncomingMessage } from 'node:http';
import { PublicAddress } from '../../kernel/http/public-address.js';
import { cameFromOurPages } from './same-origin.js';

const address = new PublicAddress('https://wx.example.com');
const passes = (headers: Record<string, string>): boolean => {
  try {
    cameFromOurPages({ headers: { host: 'wx.example.com', ...headers } } as IncomingMessage, address);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'request.cross_site', kind: 'forbidden' });
    return false;
  }
};

it.each<[boolean, Record<string, string>]>([
  [true, {}],
  [true, { 'sec-fetch-site': 'same-origin' }],
  [true, { 'sec-fetch-site': 'none' }],
  [true, { origin: 'https://wx.example.com' }],
  [true, { 'sec-fetch-site': 'same-origin', origin: 'https://wx.example.com' }],
  [false, { 'sec-fetch-site': 'cross-site' }],
  [false, { 'sec-fetch-site': 'same-site' }],
  [false, { 'sec-fetch-site': '' }],
  [false, { 'sec-fetch-site': 'Same-Origin, cross-site' }],
  [false, { 'sec-fetch-site': 'cross-site', origin: 'https://wx.example.com' }],
  [false, { origin: 'https://evil.example' }],
  [false, { origin: 'https://wx.example.com.evil.example' }],
  [false, { origin: 'https://wx.example.com:8443' }],
  [false, { origin: 'http://wx.example.com' }],
  // Whoever made the page has a say in neither.
  [false, { origin: 'https://evil.example', host: 'evil.example' }],
  [true, { origin: 'https://wx.example.com', host: 'inside:3000' }],
  [false, { origin: 'null' }],
  [false, { origin: '' }],
  [false, { origin: 'nonsense' }],
])('lets through: %s %j', (through, headers) => {
  expect(passes(headers)).toBe(through);
});
