import { PublicAddress } from './public-address.js';

it.each([
  ['https://wx.example.com', 'https://wx.example.com', 'wx.example.com', true, '__Host-lingpai'],
  ['https://WX.example.com:443/', 'https://wx.example.com', 'wx.example.com', true, '__Host-lingpai'],
  [
    'https://wx.example.com:8443',
    'https://wx.example.com:8443',
    'wx.example.com:8443',
    true,
    '__Host-lingpai',
  ],
  ['http://localhost:3000', 'http://localhost:3000', 'localhost:3000', false, 'lingpai'],
])('of %s says what follows from it', (given, origin, host, secure, cookie) => {
  const address = new PublicAddress(given);
  expect([address.origin, address.host, address.secure, address.cookieName('lingpai')]).toEqual([
    origin,
    host,
    secure,
    cookie,
  ]);
});
