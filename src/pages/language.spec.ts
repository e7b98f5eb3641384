import { chooseLanguage, type Language, type LanguageHints } from './language.js';

describe('chooseLanguage', () => {
  const rows: [string, LanguageHints, Language][] = [
    ['Chinese when nothing is known', {}, 'zh-CN'],
    ['the query before the cookie', { query: 'en', cookie: 'zh-CN' }, 'en'],
    ['the cookie before WeChat', { cookie: 'en', userAgent: 'MicroMessenger/8.0 Language/zh_CN' }, 'en'],
    ['WeChat before Accept-Language', { userAgent: 'x Language/en y', acceptLanguage: 'zh-CN' }, 'en'],
    ['WeChat in Chinese', { userAgent: 'x Language/zh_CN ABI/arm64', acceptLanguage: 'en-US' }, 'zh-CN'],
    ['Accept-Language last', { acceptLanguage: 'en-GB,en;q=0.9' }, 'en'],
    ['the heaviest it knows', { acceptLanguage: 'fr, en;q=0.4, zh;q=0.6' }, 'zh-CN'],
    ['the first of equals', { acceptLanguage: 'en, zh' }, 'en'],
    ['nothing that is refused', { acceptLanguage: 'en;q=0, fr' }, 'zh-CN'],
    ['nothing with a nonsense weight', { acceptLanguage: 'en;q=7, zh;q=0.1' }, 'zh-CN'],
    ['Chinese for Traditional Chinese', { query: 'zh-TW' }, 'zh-CN'],
    ['underscores and capitals', { query: 'EN_us' }, 'en'],
    [
      'the next hint when one is unknown',
      { query: 'xx', cookie: '<script>', userAgent: 'Language/ja', acceptLanguage: 'en' },
      'en',
    ],
    ['no language out of another word', { query: 'english' }, 'zh-CN'],
  ];

  it.each(rows)('takes %s', (_name, hints, language) => {
    expect(chooseLanguage(hints)).toBe(language);
  });
});
