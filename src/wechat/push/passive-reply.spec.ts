import { type PassiveReply, readReply, writeReply } from './passive-reply.js';
import { readXml } from './push-xml.js';

const HEAD = { to: 'oUser', from: 'gh_b4f0e22ae50e', createdAt: 1714037059 };
const article = { title: '登录', description: ']]>', picUrl: '', url: 'https://a.example/?a=1&b=2' };
const REPLIES: PassiveReply[] = [
  { type: 'text', content: '请点 <a href="https://a.example/">登录</a> ]]> & 👋' },
  { type: 'image', mediaId: 'm1' },
  { type: 'voice', mediaId: 'm2' },
  { type: 'video', mediaId: 'm3', title: 't', description: '' },
  { type: 'music', title: 't', description: 'd', musicUrl: 'u', hqMusicUrl: 'h', thumbMediaId: 'm4' },
  { type: 'news', articles: [article, article] },
  { type: 'transfer_customer_service' },
];

it.each(REPLIES)('writes what it reads: $type', (reply) => {
  expect(readReply(readXml(writeReply(reply, HEAD)))).toEqual({ head: HEAD, reply });
});

it('writes the layout of the document', () => {
  expect(writeReply({ type: 'text', content: '你好' }, HEAD)).toBe(
    '<xml><ToUserName><![CDATA[oUser]]></ToUserName><FromUserName><![CDATA[gh_b4f0e22ae50e]]></FromUserName>' +
      '<CreateTime>1714037059</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[你好]]></Content></xml>',
  );
});

it('accepts what SDKs write: milliseconds, no CDATA', () => {
  const xml =
    '<xml><ToUserName>oUser</ToUserName><FromUserName>gh_1</FromUserName><CreateTime>1714037059123</CreateTime>' +
    '<MsgType>text</MsgType><Content>a &lt; b</Content></xml>';
  expect(readReply(readXml(xml))).toEqual({
    head: { to: 'oUser', from: 'gh_1', createdAt: 1714037059 },
    reply: { type: 'text', content: 'a < b' },
  });
});

const good = writeReply({ type: 'text', content: 'x' }, HEAD);
const news = writeReply({ type: 'news', articles: [article] }, HEAD);
it.each([
  ['an empty text', good.replace('[CDATA[x]]', '[CDATA[ ]]')],
  ['an event', good.replace('[CDATA[text]]', '[CDATA[event]]')],
  ['no receiver', good.replace('[CDATA[oUser]]', '[CDATA[]]')],
  ['no time', good.replace('1714037059', 'now')],
  ['a media reply without media', good.replace('[CDATA[text]]', '[CDATA[image]]')],
  ['articles that are not counted right', news.replace('<ArticleCount>1', '<ArticleCount>2')],
  ['no articles', news.replace(/<item>.*<\/item>/, '').replace('<ArticleCount>1', '<ArticleCount>0')],
])('refuses %s', (_, xml) => {
  expect(() => readReply(readXml(xml))).toThrow(expect.objectContaining({ code: 'wechat.push_unreadable' }));
});
