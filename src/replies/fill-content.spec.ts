import * as fc from 'fast-check';
import { writeReply } from '../wechat/push/passive-reply.js';
import { fieldsOf, readXml } from '../wechat/push/push-xml.js';
import { fillContent, wantsLink } from './fill-content.js';
import { newReplyRule, replyContent } from './reply-rule.schemas.js';

const LINK = 'https://wx.example.com/auth/link/Zk3vN8sQ1xR7tB5mW2yC9dF4gH6jL0pA';

it('puts the link wherever the placeholder stands, and changes nothing else', () => {
  expect(fillContent({ text: '<a href="{{login_link}}">登录</a> {{login_link}} $& $1' }, LINK)).toEqual({
    type: 'text',
    content: `<a href="${LINK}">登录</a> ${LINK} $& $1`,
  });
  const article = { title: '登录', description: '{{login_link}}', picurl: '', url: '{{login_link}}' };
  expect(fillContent({ article }, LINK)).toEqual({
    type: 'news',
    article: { title: '登录', description: LINK, picUrl: '', url: LINK },
  });
});

it('wants a link where the placeholder stands, and only there', () => {
  expect(wantsLink({ text: '{{login_link}}' })).toBe(true);
  expect(wantsLink({ text: 'login_link' })).toBe(false);
  expect(wantsLink({ article: { title: 'a', description: '', picurl: '', url: '{{login_link}}' } })).toBe(
    true,
  );
});

it('whatever an operator writes arrives as that text, and as nothing else', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40, unit: 'grapheme' }), (words) => {
      // XML has no place for control characters, and reads every kind of line end as one.
      fc.pre(!/[\u0000-\u001f\ufffe\uffff]|\p{Cs}/u.test(words) && !/\{\{|\}\}/.test(words));
      const text = `a${words}]]><Encrypt>{{login_link}}`;
      const filled = fillContent({ text }, LINK);
      if (filled.type !== 'text') throw new Error('it is a text');
      const xml = writeReply(filled, { to: 'oVisitor', from: 'gh_account', createdAt: 1_700_000_000 });
      expect(fieldsOf(readXml(xml)).get('Content')).toBe(`a${words}]]><Encrypt>${LINK}`);
      expect(fieldsOf(readXml(xml)).has('Encrypt')).toBe(false);
    }),
    { numRuns: 200 },
  );
});

describe('what may be written', () => {
  it.each([
    [{ text: '' }],
    [{ text: ' \n' }],
    [{ text: 'x'.repeat(601) }],
    [{ text: '{{login-link}}' }],
    [{ text: '{{openid}}' }],
    [{ text: 'a }} b' }],
    [{ text: 'a', article: { title: 'a', url: 'https://a.example' } }],
    [{ article: { title: 'a', url: 'javascript:alert(1)' } }],
    [{ article: { title: 'a', url: 'https://a.example?u={{login_link}}' } }],
    [{ article: { title: '', url: 'https://a.example' } }],
    [{ article: { title: 'a', url: 'https://a.example', picurl: 'data:x' } }],
    [{}],
  ])('not %j', (content) => {
    expect(replyContent.safeParse(content).success).toBe(false);
  });

  it('needs a word for a keyword rule, and none for another', () => {
    const content = { text: '好' };
    expect(newReplyRule.safeParse({ trigger: 'keyword', content }).success).toBe(false);
    expect(newReplyRule.safeParse({ trigger: 'follow', keyword: 'a', content }).success).toBe(false);
    expect(newReplyRule.parse({ trigger: 'keyword', keyword: ' 会员 ', content })).toEqual({
      trigger: 'keyword',
      keyword: '会员',
      match: 'exact',
      content,
      loginAccount: null,
      position: 0,
      enabled: true,
    });
  });
});
