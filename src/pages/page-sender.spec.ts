import type { IncomingMessage, ServerResponse } from 'node:http';
import { RecordedAnswer } from '../../test/fakes/recorded-answer.js';
import { somePageSender } from '../../test/fakes/some-pages.js';
import { PublicAddress } from '../kernel/http/public-address.js';

const sender = somePageSender(new PublicAddress('https://wx.example.com'));

function send(
  request: { url?: string; method?: string; headers?: Record<string, string> } = {},
): RecordedAnswer {
  const answer = new RecordedAnswer();
  sender.send(
    { url: '/me', method: 'GET', headers: {}, ...request } as IncomingMessage,
    answer as unknown as ServerResponse,
    200,
    (_pages, language) => `语言 ${language}`,
  );
  return answer;
}

it('counts bytes, not characters, and is never cached', () => {
  const answer = send();
  expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(answer.body)));
  expect(answer.headers['cache-control']).toContain('no-store');
  expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  expect(answer.headers['x-content-type-options']).toBe('nosniff');
});

it('says the same to HEAD, without the body', () => {
  const [got, head] = [send(), send({ method: 'HEAD' })];
  expect(head.headers).toEqual(got.headers);
  expect(head.body).toBe('');
});

it.each([
  [{}, '语言 zh-CN'],
  [{ headers: { 'accept-language': 'en-US,en' } }, '语言 en'],
  [{ headers: { 'accept-language': 'en', cookie: '__Host-lingpai=x; lingpai-lang=zh-CN' } }, '语言 zh-CN'],
  [{ url: '/me?lang=en' }, '语言 en'],
  [{ url: '/me?lang=zh_CN', headers: { 'accept-language': 'en' } }, '语言 zh-CN'],
  [{ url: '/me?slang=en' }, '语言 zh-CN'],
])('speaks the visitor’s language: %j', (request, body) => {
  expect(send(request).body).toBe(body);
});

it('remembers a language that was asked for, and only then', () => {
  expect(send({ url: '/me?lang=en' }).cookies).toEqual([
    'lingpai-lang=en; Max-Age=31536000; Path=/; HttpOnly; SameSite=Lax; Secure',
  ]);
  expect(send({ headers: { 'accept-language': 'en' } }).cookies).toEqual([]);
});

it.each(['/me?lang=%0d%0aset-cookie:x', '/me?lang=e', '/me?lang=en;x', '/me?lang=', '/me?lang=<script>'])(
  'takes nothing strange for a language: %s',
  (url) => {
    const answer = send({ url });
    expect(answer.cookies).toEqual([]);
    expect(answer.body).toBe('语言 zh-CN');
  },
);
