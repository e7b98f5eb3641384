import path from 'node:path';
import { type Config, readConfig } from './config.js';
import { ConfigurationError } from './config-fault.js';
import { envSchema, FILE_VARIABLES } from './env.schema.js';

const files: Record<string, string> = {};
const readFile = (name: string): Buffer => {
  if (!(name in files)) throw new Error(`ENOENT: no such file ${name}`);
  return Buffer.from(files[name]!);
};
const read = (env: NodeJS.ProcessEnv): Config => readConfig(env, readFile);
const faultsOf = (env: NodeJS.ProcessEnv): Record<string, string> => {
  try {
    read(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return Object.fromEntries(
      (error as ConfigurationError).faults.map((fault) => [fault.variable, fault.message]),
    );
  }
  return {};
};
const KEY = 'q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=';

it('needs nothing', () => {
  expect(read({})).toEqual({
    production: false,
    http: { port: 3000, host: '127.0.0.1', publicUrl: 'http://localhost:3000', trustedProxies: [] },
    databaseUrl: null,
    databasePoolSize: 10,
    dataDir: path.resolve('.data'),
    secretKeys: null,
    wechat: { main: null, apiUrl: null, openUrl: null },
    sandbox: { port: 3001 },
    sandboxPort: 3001,
    returnRules: [],
    adminPassword: null,
    apiRateLimit: 6000,
    followerSyncRate: 20,
    metricsToken: null,
    jssdkUrl: null,
    retention: { users: null, following: null, tokens: 7, erasures: 400 },
    log: { level: 'info', format: 'readable' },
  });
});

it('takes blank for not given, and blanks around a value for nothing', () => {
  expect(read({ PORT: '', PUBLIC_URL: '  ', SECRET_KEY: '\t' })).toEqual(read({}));
  expect(read({ PUBLIC_URL: ' https://wx.example.com/ ' }).http.publicUrl).toBe('https://wx.example.com');
});

it.each([
  [{ PORT: '8080' }, 'http://localhost:8080'],
  [{ PORT: '0' }, null],
  [{ PORT: '0', PUBLIC_URL: 'https://wx.example.com' }, 'https://wx.example.com'],
])('derives the public address from %j', (env, publicUrl) => {
  expect(read(env).http.publicUrl).toBe(publicUrl);
});

it('listens beyond the loopback in production, and nowhere else unless told', () => {
  expect(read({ HOST: '0.0.0.0' }).http.host).toBe('0.0.0.0');
  expect(read(production).http.host).toBe('0.0.0.0');
  expect(read({ ...production, HOST: '10.0.0.5' }).http.host).toBe('10.0.0.5');
});

it.each([
  ['auto', false, true],
  ['auto', true, false],
  ['on', true, true],
  ['off', false, false],
] as const)('runs the sandbox: %s, with an appid %j → %j', (SANDBOX, withApp, runs) => {
  const app = withApp ? { WECHAT_APP_ID: 'wx0123456789abcdef', WECHAT_APP_SECRET: 'x' } : {};
  expect(read({ SANDBOX, SANDBOX_PORT: '4001', ...app }).sandbox).toEqual(runs ? { port: 4001 } : null);
});

describe('how main’s pushes come', () => {
  const app = { WECHAT_APP_ID: 'wx0123456789abcdef', WECHAT_APP_SECRET: 'secret-secret' };
  const [token, aesKey] = ['GreedIsGood', 'a'.repeat(43)];

  it('is as the database has it unless there is a token', () => {
    expect(read(app).wechat.main!.push).toBeNull();
    expect(read({ ...app, WECHAT_PUSH_TOKEN: token }).wechat.main!.push).toEqual({ mode: 'plain', token });
    const safe = { WECHAT_PUSH_TOKEN: token, WECHAT_ENCODING_AES_KEY: aesKey, WECHAT_PUSH_MODE: 'safe' };
    expect(read({ ...app, ...safe }).wechat.main!.push).toEqual({ mode: 'safe', token, aesKey });
  });

  it.each(['safe', 'compat'])('in %s mode wants the key', (mode) => {
    const faults = faultsOf({ ...app, WECHAT_PUSH_TOKEN: token, WECHAT_PUSH_MODE: mode });
    expect(Object.keys(faults)).toEqual(['WECHAT_ENCODING_AES_KEY']);
  });
});

describe('secret keys', () => {
  const hex = Buffer.from(KEY, 'base64').toString('hex');
  it('are base64 or hex, in a list', () => {
    const keys = read({ SECRET_KEY: `${KEY}, ${hex}` }).secretKeys!;
    expect(keys.map((key) => key.toString('base64'))).toEqual([KEY, KEY]);
  });

  it.each([
    ['short', KEY.slice(0, 20)],
    ['a word', 'changeme'],
    ['all the same', 'A'.repeat(43)],
    ['a word over and over', 'changeme'.repeat(6).slice(0, 43)],
    ['zeros in hex', '0'.repeat(64)],
    ['one bad among good', `${KEY},abc`],
    ['only a comma', ','],
  ])('are refused when %s, without showing them', (_name, SECRET_KEY) => {
    const faults = faultsOf({ SECRET_KEY });
    expect(Object.keys(faults)).toEqual(['SECRET_KEY']);
    expect(faults['SECRET_KEY']).not.toContain(SECRET_KEY);
  });
});

describe('secrets in files', () => {
  it.each([...FILE_VARIABLES])('%s is read from %s_FILE, its last line end left out', (name) => {
    const values: Record<string, string> = {
      DATABASE_URL: 'postgres://u:p@db/lingpai',
      SECRET_KEY: KEY,
      WECHAT_APP_SECRET: '0123456789abcdef',
      WECHAT_PUSH_TOKEN: 'pushToken9',
      WECHAT_ENCODING_AES_KEY: 'a'.repeat(43),
      ADMIN_PASSWORD: 'correct horse battery',
      METRICS_TOKEN: '0123456789abcdef',
    };
    files['/run/secret'] = `${values[name]}\n`;
    const rest = name === 'WECHAT_APP_SECRET' ? { WECHAT_APP_ID: 'wx0123456789abcdef' } : {};
    expect(read({ [`${name}_FILE`]: '/run/secret', ...rest })).toEqual(
      read({ [name]: values[name], ...rest }),
    );
    files['/run/secret'] = '\n';
    expect(Object.keys(faultsOf({ [`${name}_FILE`]: '/run/secret', ...rest }))).toContain(name);
  });

  it('are told when they cannot be read, by variable and not by content', () => {
    expect(faultsOf({ SECRET_KEY_FILE: '/nowhere' })).toEqual({ SECRET_KEY_FILE: 'the file cannot be read' });
  });

  it('may not be given twice', () => {
    files['/run/key'] = KEY;
    expect(faultsOf({ SECRET_KEY: KEY, SECRET_KEY_FILE: '/run/key' })).toEqual({
      SECRET_KEY: 'given twice, here and in SECRET_KEY_FILE',
    });
  });

  it('exist for every secret and for nothing else', () => {
    const secret = /SECRET|TOKEN$|AES_KEY|PASSWORD|DATABASE_URL/;
    expect([...FILE_VARIABLES].sort()).toEqual(
      Object.keys(envSchema.shape)
        .filter((name) => secret.test(name))
        .sort(),
    );
  });
});

describe('faults', () => {
  it.each([
    ['PORT', 'http'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '3000.5'],
    ['NODE_ENV', 'prod'],
    ['PUBLIC_URL', 'wx.example.com'],
    ['PUBLIC_URL', 'https://wx.example.com/app'],
    ['PUBLIC_URL', 'https://u:p@wx.example.com'],
    ['PUBLIC_URL', 'ftp://wx.example.com'],
    ['PUBLIC_URL', 'https://wx.example.com?x'],
    ['ALLOW_PLAIN_HTTP', 'yes'],
    ['TRUSTED_PROXIES', '0.0.0.0/0'],
    ['TRUSTED_PROXIES', '::/0'],
    ['TRUSTED_PROXIES', '10.0.0.1/00'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', '10.0.0.0/8/8'],
    ['TRUSTED_PROXIES', '999.0.0.1'],
    ['TRUSTED_PROXIES', 'loopback'],
    ['DATABASE_URL', 'mysql://db/x'],
    ['DATABASE_URL', 'db'],
    ['DATABASE_POOL_SIZE', '0'],
    ['WECHAT_APP_ID', 'wx 1'],
    ['WECHAT_ACCOUNT_KIND', 'enterprise'],
    ['WECHAT_TOKEN_MODE', 'fast'],
    ['WECHAT_PUSH_TOKEN', 'ab'],
    ['WECHAT_PUSH_TOKEN', 'with-hyphen'],
    ['WECHAT_ENCODING_AES_KEY', 'a'.repeat(42)],
    ['WECHAT_PUSH_MODE', 'both'],
    ['WECHAT_API_URL', 'https://api.weixin.qq.com/cgi-bin'],
    ['SANDBOX', 'true'],
    ['SANDBOX_PORT', 'x'],
    ['RETURN_URLS', 'https://ok.example.com,javascript:alert(1)'],
    ['ADMIN_PASSWORD', 'short'],
    ['METRICS_TOKEN', '15-characters-x'],
    ['METRICS_TOKEN', 'sixteen letters and blanks'],
    ['LOG_LEVEL', 'verbose'],
    ['WECHAT_VERIFY_FILE', '/etc/passwd'],
    ['WECHAT_VERIFY_FILE', '/nowhere/MP_verify_abc.txt'],
  ])('are told of %s=%s', (name, value) => {
    const faults = faultsOf({ [name]: value });
    expect(Object.keys(faults)).toContain(name);
    expect(faults[name]).not.toBe('');
  });

  it.each(['10.0.0.0/8', '192.168.1.1', '::1', 'fd00::/8', '10.0.0.0/8,172.16.0.0/12'])(
    'are not told of proxies at %s',
    (TRUSTED_PROXIES) => {
      expect(read({ TRUSTED_PROXIES }).http.trustedProxies).toEqual(TRUSTED_PROXIES.split(','));
    },
  );

  it('come all at once: those of shape, of files, of pairs and of production', () => {
    const faults = faultsOf({
      NODE_ENV: 'production',
      PORT: 'http',
      LOG_LEVEL: 'loud',
      SECRET_KEY_FILE: '/nowhere',
      RETURN_URLS: 'javascript:alert(1)',
      WECHAT_VERIFY_FILE: '/nowhere/MP_verify_abc.txt',
      WECHAT_APP_ID: 'wx0123456789abcdef',
      SANDBOX: 'on',
    });
    expect(Object.keys(faults).sort()).toEqual([
      'DATABASE_URL',
      'LOG_LEVEL',
      'PORT',
      'PUBLIC_URL',
      'RETURN_URLS',
      'SANDBOX',
      'SECRET_KEY_FILE',
      'WECHAT_APP_SECRET',
      'WECHAT_VERIFY_FILE',
    ]);
  });

  it('of one variable are not told as its absence too', () => {
    expect(faultsOf({ ...production, SECRET_KEY: 'short' })).toEqual({
      SECRET_KEY: 'each key is 32 bytes in base64 or hex (openssl rand -base64 32)',
    });
    expect(Object.keys(faultsOf({ ...production, PUBLIC_URL: 'nonsense' }))).toEqual(['PUBLIC_URL']);
  });

  it('name half of an account', () => {
    expect(Object.keys(faultsOf({ WECHAT_APP_ID: 'wx0123456789abcdef' }))).toEqual(['WECHAT_APP_SECRET']);
    expect(Object.keys(faultsOf({ WECHAT_APP_SECRET: 'x' }))).toEqual(['WECHAT_APP_ID']);
  });

  it('never show a value, whatever is wrong with it', () => {
    const canary = 'canary canary\u0000canary';
    for (const name of Object.keys(envSchema.shape)) {
      for (const value of [canary, `https://u:${canary}@h/${canary}`, canary.repeat(60)]) {
        try {
          read({ NODE_ENV: 'production', [name]: value });
          throw new Error('it was accepted');
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigurationError);
          expect(JSON.stringify([(error as Error).message, error])).not.toContain('canary');
        }
      }
    }
  });

  it('are one line each under a heading that counts them', () => {
    expect(() => read({ PORT: 'x', LOG_LEVEL: 'y' })).toThrow(
      /^The configuration has 2 faults:\n {2}PORT: .+\n {2}LOG_LEVEL: .+$/,
    );
    expect(() => read({ PORT: 'x' })).toThrow(/^The configuration has a fault:\n {2}PORT: /);
  });
});

it('reads the domain verification file as it is, up to a kilobyte', () => {
  const app = { WECHAT_APP_ID: 'wx0123456789abcdef', WECHAT_APP_SECRET: 'x' };
  files['/etc/MP_verify_aB3.txt'] = 'aB3\n';
  expect(read({ ...app, WECHAT_VERIFY_FILE: '/etc/MP_verify_aB3.txt' }).wechat.main!.verifyFile).toEqual({
    name: 'MP_verify_aB3.txt',
    body: Buffer.from('aB3\n'),
  });
  files['/etc/MP_verify_aB3.txt'] = 'x'.repeat(1025);
  expect(Object.keys(faultsOf({ ...app, WECHAT_VERIFY_FILE: '/etc/MP_verify_aB3.txt' }))).toEqual([
    'WECHAT_VERIFY_FILE',
  ]);
});

const production: NodeJS.ProcessEnv = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://lingpai@db/lingpai',
  PUBLIC_URL: 'https://wx.example.com',
  SECRET_KEY: KEY,
  WECHAT_APP_ID: 'wx0123456789abcdef',
  WECHAT_APP_SECRET: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
};

describe('production', () => {
  it('starts with everything it needs, and logs for machines', () => {
    expect(read(production)).toMatchObject({ production: true, sandbox: null, log: { format: 'json' } });
  });

  const leaving = (name: string): NodeJS.ProcessEnv => ({ ...production, [name]: undefined });

  it.each(['DATABASE_URL', 'PUBLIC_URL', 'SECRET_KEY', 'WECHAT_APP_ID', 'WECHAT_APP_SECRET'])(
    'does not start without %s',
    (name) => {
      expect(Object.keys(faultsOf(leaving(name)))).toEqual([name]);
    },
  );

  it.each([
    ['SANDBOX', 'on'],
    ['PUBLIC_URL', 'http://wx.example.com'],
    ['WECHAT_API_URL', 'http://127.0.0.1:3001'],
    ['WECHAT_OPEN_URL', 'http://127.0.0.1:3001'],
    ['SECRET_KEY', 'changeme'],
    ['SECRET_KEY', 'A'.repeat(43)],
    ['SECRET_KEY', ','],
    ['WECHAT_APP_ID', 'wxsandbox000000001'],
    ['WECHAT_APP_SECRET', 'short'],
    ['WECHAT_APP_SECRET', 'changemechangeme'],
    ['WECHAT_APP_SECRET', 'sandbox0c0ffee0c0ffee0c0ffee0001'],
    ['WECHAT_APP_SECRET', 'aaaaaaaaaaaaaaaaaaaaaaaa'],
    ['WECHAT_PUSH_TOKEN', 'token'],
    ['WECHAT_PUSH_TOKEN', 'changeme'],
    ['WECHAT_PUSH_TOKEN', 'aaaaaaaaaaa'],
    ['WECHAT_ENCODING_AES_KEY', 'a'.repeat(43)],
    ['WECHAT_ENCODING_AES_KEY', `example${'Zq7'.repeat(12)}`],
    ['ADMIN_PASSWORD', 'short'],
    ['ADMIN_PASSWORD', 'changeme1234'],
    ['ADMIN_PASSWORD', 'password12345'],
    ['ADMIN_PASSWORD', '            '.replaceAll(' ', 'x')],
    ['NODE_TLS_REJECT_UNAUTHORIZED', '0'],
    ['METRICS_TOKEN', 'changeme12345678'],
    ['METRICS_TOKEN', 'x'.repeat(24)],
  ])('does not start with %s=%s, and does not show it', (name, value) => {
    const faults = faultsOf({ ...production, [name]: value });
    expect(Object.keys(faults)).toEqual([name]);
    if (value.length > 6) expect(faults[name]).not.toContain(value);
  });

  it('speaks plain http when told that it may', () => {
    expect(
      read({ ...production, PUBLIC_URL: 'http://10.0.0.1:3000', ALLOW_PLAIN_HTTP: 'true' }).production,
    ).toBe(true);
    expect(
      read({ ...production, WECHAT_API_URL: 'http://127.0.0.1:1', ALLOW_PLAIN_HTTP: 'true' }).production,
    ).toBe(true);
  });

  it('leaves Node’s own variable alone where it checks certificates', () => {
    expect(read({ ...production, NODE_TLS_REJECT_UNAUTHORIZED: '1' }).production).toBe(true);
  });

  it('is not meant anywhere else: the same values start a laptop', () => {
    const laptop = { ...production, NODE_ENV: 'development', WECHAT_APP_SECRET: 'x', SANDBOX: 'on' };
    expect(read({ ...laptop, NODE_TLS_REJECT_UNAUTHORIZED: '0' }).production).toBe(false);
  });
});
