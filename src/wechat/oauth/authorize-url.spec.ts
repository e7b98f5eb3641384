import * as fc from 'fast-check';
import { authorizeUrl, type AuthorizeLink, SCOPES } from './authorize-url.js';

const link: AuthorizeLink = {
  openUrl: 'https://open.weixin.qq.com',
  appId: 'wx0123456789abcdef',
  redirectUri: 'https://wx.example.com/auth/wechat/main/callback',
  scope: 'snsapi_base',
  state: 'abcdefghijklmnopqrstuvwxyz012345',
};

it('is the link of the documents, letter by letter', () => {
  expect(authorizeUrl(link)).toBe(
    'https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx0123456789abcdef' +
      '&redirect_uri=https%3A%2F%2Fwx.example.com%2Fauth%2Fwechat%2Fmain%2Fcallback' +
      '&response_type=code&scope=snsapi_base&state=abcdefghijklmnopqrstuvwxyz012345#wechat_redirect',
  );
});

it('goes to the QR page for a website app', () => {
  expect(authorizeUrl({ ...link, scope: 'snsapi_login' })).toMatch(
    /^https:\/\/open\.weixin\.qq\.com\/connect\/qrconnect\?appid=/,
  );
});

it('has WeChat’s order, one level of encoding and the fragment, whatever the callback', () => {
  const links = fc.record({
    redirectUri: fc.webUrl({ withQueryParameters: true, withFragments: true }),
    appId: fc.stringMatching(/^wx[0-9a-f]{16}$/),
    scope: fc.constantFrom(...SCOPES),
    state: fc.stringMatching(/^[0-9A-Za-z]{32}$/),
  });
  fc.assert(
    fc.property(links, (given) => {
      const text = authorizeUrl({ ...link, ...given });
      const [, query = ''] = /\?([^#]*)#wechat_redirect$/.exec(text) ?? [];
      const pairs = query.split('&').map((pair) => pair.split('='));
      expect(pairs.map(([name]) => name)).toEqual([
        'appid',
        'redirect_uri',
        'response_type',
        'scope',
        'state',
      ]);
      expect(pairs.every((pair) => pair.length === 2)).toBe(true);
      expect(decodeURIComponent(pairs[1]![1]!)).toBe(given.redirectUri);
      expect(text.match(/#/g)).toHaveLength(1);
    }),
    { numRuns: 300 },
  );
});
