import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

interface Explanation {
  readonly what: string;
  readonly remedy: string;
}
interface Line {
  readonly at: string;
  readonly event: string;
  readonly version: number;
  readonly credential: string;
}
interface TokenWords {
  readonly tokens: { readonly advice: Record<string, Explanation> };
}

// The console has types of its own (a browser's); here it is only run.
const { addressToWhitelist, explain } = jest.requireActual<{
  addressToWhitelist: (said: string | null) => string | null;
  explain: (words: TokenWords, code: string, told: Explanation | null) => Explanation | null;
}>('../../web/console/src/pages/tokens/explanation');
const { livesOf } = jest.requireActual<{
  livesOf: (
    history: Line[],
    now: number,
  ) => { readonly version: number; readonly from: number; readonly until: number; readonly cut: boolean }[];
}>('../../web/console/src/pages/tokens/token-lives');
const english = jest.requireActual<TokenWords>('../../web/console/src/words/en/tokens').tokens;
const chinese = jest.requireActual<TokenWords>('../../web/console/src/words/zh-CN/tokens').tokens;

const FOLDER = 'web/console/src';
const sources = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(?:tsx?|css)$/.test(name) && !name.endsWith('schema.d.ts'))
  .map((name) => ({ name, text: readFileSync(path.join(FOLDER, name), 'utf8') }));

describe('what the console is written with', () => {
  it('no markup is ever made of text', () => {
    expect(sources.length).toBeGreaterThan(60);
    const makers = sources.filter(({ text }) =>
      /dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/.test(text),
    );
    expect(makers.map(({ name }) => name)).toEqual([]);
  });

  it('nothing is asked of another origin; one link leads to WeChat’s own console', () => {
    const addresses = sources.flatMap(({ text }) => text.match(/\bhttps?:\/\/[\w.-]+/g) ?? []);
    expect([...new Set(addresses)]).toEqual(['https://mp.weixin.qq.com']);
  });

  it('every page speaks both languages, and both know the same', () => {
    const named = (language: string) =>
      readdirSync(path.join(FOLDER, 'words', language))
        .filter((name) => name.endsWith('.ts'))
        .sort();
    expect(named('en')).toEqual(named('zh-CN'));
    expect(Object.keys(english.advice)).toEqual(Object.keys(chinese.advice));
  });
});

describe('why a token died or was refused', () => {
  const words = { tokens: chinese };
  const told = { what: 'Something else.', remedy: 'Look.' };

  it('is told in the operator’s words, for codes that mean the same in the same words', () => {
    expect(explain(words, '40125', told)).toBe(chinese.advice['secret_reset']);
    expect(explain(words, '40001', told)).toBe(chinese.advice['secret_reset']);
    expect(explain(words, 'forced_elsewhere', null)?.remedy).toContain('force_refresh');
  });

  it('and in the server’s where there are none', () => {
    expect(explain(words, '-1', told)).toBe(told);
    expect(explain(words, '', null)).toBeNull();
  });

  it.each([
    ['invalid ip 203.0.113.9 ipv6 ::ffff:203.0.113.9, not in whitelist', '203.0.113.9'],
    ['invalid ip 2001:db8::7, not in whitelist rid: 65f0', '2001:db8::7'],
    ['invalid appid', null],
    [null, null],
  ])('the address to whitelist in %p is %p', (said, address) => {
    expect(addressToWhitelist(said)).toBe(address);
  });
});

describe('the lives of tokens on the time line', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 12, minute)).toISOString();
  const line = (minute: number, event: string, version: number, credential = 'token') => ({
    at: at(minute),
    event,
    version,
    credential,
  });
  const now = Date.parse(at(59));
  const minutes = (history: Line[]) =>
    livesOf(history, now).map(({ version, from, until, cut }) => [
      version,
      (from - Date.parse(at(0))) / 60_000,
      (until - Date.parse(at(0))) / 60_000,
      cut,
    ]);

  it('a replaced token lives on for five minutes beside the new one, which lives until now', () => {
    expect(minutes([line(30, 'renewed', 2), line(0, 'renewed', 1)])).toEqual([
      [1, 0, 35, false],
      [2, 30, 59, false],
    ]);
  });

  it('one that died ends where the next begins', () => {
    expect(minutes([line(30, 'renewed', 2), line(29, 'died', 1), line(0, 'renewed', 1)])).toEqual([
      [1, 0, 30, true],
      [2, 30, 59, false],
    ]);
  });

  it('tickets and what only was confirmed are no lives', () => {
    expect(minutes([line(10, 'renewed', 1, 'ticket'), line(5, 'confirmed', 1)])).toEqual([]);
  });
});
