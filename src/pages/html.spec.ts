import { escapeHref, escapeHtml, escapeOwnPath, initialOf, isVisible, isolate } from './html.js';

describe('escapeHtml', () => {
  it.each([
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    [`"><img src=x onerror='x'>&amp;`, '&quot;&gt;&lt;img src=x onerror=&#39;x&#39;&gt;&amp;amp;'],
    ['a\u0000b\u0007c\u001bd\u009fe', 'abcde'],
    ['one\r\ntwo\u2028three\u2029four\u0085five', 'one  two three four five'],
    ['half \ud83d of a pair', 'half  of a pair'],
    ['👨‍👩‍👧‍👦 林深见鹿 🦌', '👨‍👩‍👧‍👦 林深见鹿 🦌'],
    ['', ''],
  ])('writes %j as %j', (text, html) => {
    expect(escapeHtml(text)).toBe(html);
  });

  it('keeps a text that turns the direction to itself', () => {
    expect(isolate('\u202etxt')).toBe('<bdi>\u202etxt</bdi>');
  });
});

describe('addresses', () => {
  it.each(['/me?a=1&b=2#x', 'https://tea.example.com/', 'http://localhost:3000/me'])('links to %s', (url) => {
    expect(escapeHref(url)).toBe(url.replaceAll('&', '&amp;'));
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '\u0001javascript:alert(1)',
    ' javascript:alert(1)',
    'weixin://x',
    '',
  ])('leads %j home', (url) => {
    expect(escapeHref(url)).toBe('/');
  });

  it('keeps an address inside its quotes', () => {
    expect(escapeHref('/me?x="onclick=y')).toBe('/me?x=&quot;onclick=y');
  });

  it.each(['https://wx.qlogo.cn/x', '//evil.example/x', '/\n/evil.example', 'x.png', null])(
    'shows no picture from %j',
    (path) => {
      expect(escapeOwnPath(path)).toBeNull();
    },
  );
});

describe('what a person sees', () => {
  it.each(['', '   ', '\u200b\u200d', '\u3164', '\u2800', '\ufe0f', '\u202e'])(
    'sees nothing in %j',
    (text) => {
      expect(isVisible(text)).toBe(false);
    },
  );

  it.each(['a', '鹿', '🦌', '.', '\u200b鹿'])('sees something in %j', (text) => {
    expect(isVisible(text)).toBe(true);
  });

  it.each([
    ['林深', '林'],
    ['Ann', 'A'],
    ['👨‍👩‍👧‍👦家', '👨‍👩‍👧‍👦'],
    ['e\u0301té', 'e\u0301'],
    ['1️⃣号', '1️⃣'],
    ['  \u200b鹿', '鹿'],
    ['', ''],
  ])('takes the first of %j whole', (text, initial) => {
    expect(initialOf(text)).toBe(initial);
  });
});
