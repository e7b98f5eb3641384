import { Journal, type JournalEntry } from './journal.js';
import { maskCredentials, maskSecrets } from './mask.js';

const entry = (changes: Partial<JournalEntry> = {}): Omit<JournalEntry, 'seq'> => ({
  atMs: 0,
  method: 'GET',
  path: '/sns/auth',
  query: '',
  requestBody: '',
  persona: null,
  login: null,
  rule: null,
  status: 200,
  location: null,
  contentType: null,
  body: '',
  ...changes,
});

it('keeps the newest entries and counts them all', () => {
  const journal = new Journal(20_000);
  for (let call = 0; call < 20_005; call += 1) journal.record(entry());
  const kept = journal.list({ limit: 30_000 });
  expect(kept).toHaveLength(20_000);
  expect([kept[0]!.seq, kept.at(-1)!.seq]).toEqual([6, 20_005]);
  expect(journal.count('/sns/auth')).toBe(20_005);
});

it('holds 24 million characters at most, the oldest entries making room', () => {
  const journal = new Journal();
  for (let call = 0; call < 500; call += 1) journal.record(entry({ requestBody: 'x'.repeat(60_000) }));
  expect(journal.list().map(({ seq }) => seq)).toEqual(Array.from({ length: 400 }, (_, no) => 101 + no));
  journal.clear();
  for (let call = 0; call < 2; call += 1) journal.record(entry({ requestBody: 'x'.repeat(60_000) }));
  expect(journal.list()).toHaveLength(2);
});

it('finds by path, prefix, login and number, oldest first, the newest when there are too many', () => {
  const journal = new Journal(10);
  journal.record(entry({ path: '/connect/oauth2/authorize', login: 'a' }));
  journal.record(entry({ path: '/sns/oauth2/access_token', login: 'a' }));
  journal.record(entry({ path: '/sns/userinfo', login: 'b' }));
  const seqs = (filter: Parameters<Journal['list']>[0]) => journal.list(filter).map(({ seq }) => seq);
  expect(seqs({ path: '/sns/userinfo' })).toEqual([3]);
  expect(seqs({ path: '/sns/*' })).toEqual([2, 3]);
  expect(seqs({ login: 'a' })).toEqual([1, 2]);
  expect(seqs({ since: 1 })).toEqual([2, 3]);
  expect(seqs({ limit: 2 })).toEqual([2, 3]);
});

it('forgets on request and goes on counting numbers', () => {
  const journal = new Journal(10);
  journal.record(entry());
  journal.clear();
  expect(journal.list()).toEqual([]);
  expect(journal.count('/sns/auth')).toBe(0);
  journal.record(entry());
  expect(journal.list().map(({ seq }) => seq)).toEqual([2]);
});

it('masks the app secret, shortens long bodies, and counts no more than a thousand paths', () => {
  const journal = new Journal(5);
  journal.record(entry({ query: 'appid=wx1&secret=TOPSECRET&code=c', body: 'x'.repeat(10_000) }));
  expect(journal.list()[0]).toMatchObject({ query: 'appid=wx1&secret=***&code=c' });
  expect(journal.list()[0]!.body).toHaveLength(4096);
  for (let path = 0; path < 2000; path += 1) journal.record(entry({ path: `/${path}` }));
  expect(Object.keys(journal.counts())).toHaveLength(1001);
  expect(journal.count('(other)')).toBe(1001);
});

it.each([
  ['a query', 'appid=a&secret=TOP', 'appid=a&secret=***'],
  ['a query, first of all', 'appsecret=TOP&x=1', 'appsecret=***&x=1'],
  ['JSON', '{"appid":"a", "secret" : "T\\"OP","x":1}', '{"appid":"a", "secret" : "***","x":1}'],
  ['JSON of clear_quota/v2', '{"appsecret":"TOP"}', '{"appsecret":"***"}'],
])('masks the app secret in %s', (_, text, masked) => {
  expect(maskSecrets(text)).toBe(masked);
});

it.each([
  ['access_token=94_abcdefgh&type=jsapi', 'access_token=94_abcde***&type=jsapi'],
  ['{"access_token":"94_abcdefgh","expires_in":7200}', '{"access_token":"94_abcde***","expires_in":7200}'],
  ['{"errcode":0,"ticket":"sM4AOVdWfPE4"}', '{"errcode":0,"ticket":"sM4AOVdW***"}'],
])('shows the beginning alone of a token or a ticket: %s', (text, masked) => {
  expect(maskCredentials(text)).toBe(masked);
});
