import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { readConfig } from './config.js';
import { envSchema, FILE_VARIABLES } from './env.schema.js';

/** The table of contract §2. */
const PROMISED = [
  'PORT',
  'HOST',
  'PUBLIC_URL',
  'TRUSTED_PROXIES',
  'DATABASE_URL',
  'DATA_DIR',
  'SECRET_KEY',
  'WECHAT_APP_ID',
  'WECHAT_APP_SECRET',
  'WECHAT_ACCOUNT_KIND',
  'WECHAT_TOKEN_MODE',
  'WECHAT_PUSH_TOKEN',
  'WECHAT_ENCODING_AES_KEY',
  'WECHAT_PUSH_MODE',
  'WECHAT_API_URL',
  'WECHAT_OPEN_URL',
  'SANDBOX',
  'SANDBOX_PORT',
  'RETURN_URLS',
  'ADMIN_PASSWORD',
  'LOG_LEVEL',
];

it('knows every variable that was promised', () => {
  expect(PROMISED.filter((name) => !(name in envSchema.shape))).toEqual([]);
});

describe('.env.example', () => {
  // Jest runs at the package root.
  const text = (): string => (existsSync('.env.example') ? readFileSync('.env.example', 'utf8') : '');
  const NAMED = /^\s*#?\s*([A-Z][A-Z0-9_]*)=(.*)$/;
  const entries = (): { name: string; value: string; at: number }[] =>
    text()
      .split('\n')
      .flatMap((line, at) => {
        const [, name, value = ''] = NAMED.exec(line) ?? [];
        return name ? [{ name, value, at }] : [];
      });

  it('names every variable and each one’s file, once, and nothing else', () => {
    const known = [...Object.keys(envSchema.shape), ...FILE_VARIABLES.map((name) => `${name}_FILE`)];
    expect(
      entries()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(known.sort());
  });

  it('says of each what it does, right above or beside it', () => {
    const lines = text().split('\n');
    const unexplained = entries().filter(({ name, at, value }) => {
      if (value.includes(' #')) return false;
      let above = at - 1;
      while (above >= 0 && NAMED.test(lines[above]!)) above--;
      return name.endsWith('_FILE') ? false : !/^#\s*\S{2,}/.test(lines[above] ?? '');
    });
    expect(entries().length).toBeGreaterThan(0);
    expect(unexplained.map(({ name }) => name)).toEqual([]);
  });

  it('reads as it is, and starts what would start with nothing', () => {
    expect(text()).not.toBe('');
    const given = parseEnv(text()) as Record<string, string>;
    expect(readConfig(given, readFileSync)).toEqual(readConfig({}, readFileSync));
  });

  it('reads without a fault once every line of it is used', () => {
    const used = text().replaceAll(/^#([A-Z][A-Z0-9_]*=)/gm, '$1');
    const given = parseEnv(used) as Record<string, string>;
    expect(Object.keys(given).length).toBeGreaterThan(20);
    expect(readConfig(given, readFileSync).http).toEqual(readConfig({}, readFileSync).http);
  });

  it('holds no secret', () => {
    const secrets = new Set<string>(FILE_VARIABLES);
    const filled = Object.entries(parseEnv(text())).filter(
      ([name, value]) => secrets.has(name) && value !== '',
    );
    expect(filled).toEqual([]);
  });
});
