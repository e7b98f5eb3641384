/** Whom the strings below try to reach; nothing of ours may ever lead there. */
const EVIL = 'evil.example';

/**
 * Addresses that no login may lead to or that must lead home all the same, made from a grammar: what browsers,
 * URL parsers and people read differently. `ours` is this server's origin, `allowed` an origin that
 * `RETURN_URLS` lists, `wildcard` the domain below which it lists all. Each string once, none empty.
 */
export function hostileReturnTo(ours: string, allowed: string, wildcard: string): string[] {
  const host = new URL(ours).host;
  const good = new URL(allowed).host;
  return [
    ...new Set([
      ...authorities(host, good),
      ...slashes(),
      ...gaps(),
      ...schemes(),
      ...lookalikes(host, good, wildcard),
      ...paths(allowed),
      ...dressed(ours, allowed, good),
      ...numbers(),
      ...lengths(),
      ...oddities(host, good),
    ]),
  ].filter((text) => text !== '');
}

/** Every string of the first list followed by every string of the second. */
function each(first: readonly string[], second: readonly string[]): string[] {
  return first.flatMap((start) => second.map((end) => start + end));
}

const SLASHES = ['//', '///', '////', '/\\', '\\/', '\\\\', '\\\\\\', '/\\/', '\\//', '//\\', '/\\\\'];

function slashes(): string[] {
  const relative = each(
    ['', '/', '.', '..', '/.', '/..', '/./', '/../', '/.//', '/..//', '/a/..//', '/%2e/'],
    SLASHES,
  );
  const encoded = [
    '%2f%2f',
    '/%2f',
    '%2f/',
    '/%5c',
    '%5c%5c',
    '/%5c/',
    '%5c/',
    '/%2f%5c',
    '/%252f',
    '/%255c',
    '/%ef%bc%8f',
  ];
  const fullWidth = ['／／', '/／', '／/', '⁄⁄', '∕∕', '⧸⧸', '＼＼', '/＼', '。。//'];
  return [
    ...each(relative, [EVIL, `${EVIL}/me`]),
    ...each(encoded, [EVIL]),
    ...each(fullWidth, [EVIL]),
    ...each(['http:', 'https:', 'HTTPS:'], each(['', '/', ...SLASHES], [EVIL])),
    ...each(['/me', '/me/', '/me?', '/me#'], each(['//', '\\\\', '/\\'], [EVIL])),
  ];
}

/** Characters that browsers drop, or that somebody takes for nothing. */
const GAPS = [
  '\t',
  '\n',
  '\r',
  '\r\n',
  ' ',
  '\u0000',
  '\u000b',
  '\u000c',
  '\u001f',
  '\u007f',
  '\u0085',
  '\u00a0',
].concat(['\u00ad', '\u200b', '\u200d', '\u2028', '\u2029', '\u202e', '\u2060', '\u3000', '\ufeff']);

function gaps(): string[] {
  const raw = GAPS.flatMap((gap) => [
    `${gap}//${EVIL}`,
    `/${gap}/${EVIL}`,
    `/${gap}\\${EVIL}`,
    `h${gap}ttps://${EVIL}`,
    `https:${gap}//${EVIL}`,
    `https://${EVIL}${gap}`,
    `java${gap}script:alert(1)`,
    `/me${gap}`,
  ]);
  const encoded = [
    '%09',
    '%0a',
    '%0d',
    '%0d%0a',
    '%00',
    '%20',
    '%a0',
    '%c2%a0',
    '%e2%80%8b',
    '%ef%bb%bf',
    '%u002f',
    '%5cx2f',
  ];
  return [
    ...raw,
    ...each(each(['/', '//', ''], encoded), [`/${EVIL}`]),
    ...each(['/%0d%0aLocation:%20https://', '/%0aSet-Cookie:%20a=b//', '/me%0d%0a%0d%0a<script>//'], [EVIL]),
    `/me\r\nLocation: https://${EVIL}`,
    `/me\r\nSet-Cookie: lingpai=ls_${'A'.repeat(43)}`,
  ];
}

function schemes(): string[] {
  const plain = [
    'javascript',
    'JaVaScRiPt',
    'data',
    'vbscript',
    'blob',
    'file',
    'ftp',
    'ws',
    'wss',
    'mailto',
    'tel',
  ];
  const apps = [
    'weixin',
    'intent',
    'about',
    'view-source',
    'chrome',
    'ms-appx',
    'jar',
    'feed',
    'filesystem',
    'x',
    'wss+unix',
  ];
  const rest = [
    `alert(document.cookie)`,
    `//${EVIL}`,
    `//${EVIL}/%0aalert(1)`,
    `text/html,<script>alert(1)</script>`,
  ];
  return [
    ...each([...plain, ...apps], each([':'], rest)),
    `blob:https://${EVIL}/0b1c`,
    `data:text/html;base64,PHNjcmlwdD4=`,
    `view-source:https://${EVIL}`,
    `javascript://shop.example.com/app/%0aalert(1)`,
    `javascript:/*https://shop.example.com/app*/alert(1)`,
    `httpss://${EVIL}`,
    `http+s://${EVIL}`,
    `hxxps://${EVIL}`,
    `://${EVIL}`,
    `:${EVIL}`,
    `:80//${EVIL}`,
  ];
}

/** Somebody's name where a password stands, and the other way round. */
function authorities(host: string, good: string): string[] {
  const marks = [
    '@',
    ':@',
    ':80@',
    '%40',
    ';@',
    '#@',
    '?@',
    '\\@',
    '/@',
    '&@',
    '%00@',
    '%23@',
    '%2f@',
    '%3f@',
    '＠',
    '@@',
    ':pass@',
  ];
  return [
    ...each([`https://${good}`, `http://${host}`, `//${good}`, `//${host}`], each(marks, [EVIL])),
    ...each(
      ['https://user@', 'https://user:pass@', 'https://:@', 'https://@', '//user@'],
      [good, host, EVIL],
    ),
    ...each(
      ['https://', '//'],
      [`${EVIL}#@${good}/app`, `${EVIL}?@${good}/app`, `${EVIL}\\@${good}/app`, `${EVIL}/@${good}/app`],
    ),
  ];
}

/** Hosts that begin, end or look like one that is allowed. */
function lookalikes(host: string, good: string, wildcard: string): string[] {
  const name = host.replace(/:\d+$/, '');
  const neighbours = [
    `${good}.${EVIL}`,
    `${good}-${EVIL}`,
    `${good}${EVIL}`,
    `x${good}`,
    `x.${good}`,
    `evil-${good}`,
    `${good}.`,
    `${good}..`,
    `.${good}`,
    `${good}:443x`,
    `${good}:444`,
    `${good}:80`,
    `${good}:0`,
    `${good}:65536`,
    `${good}:`,
    good.replace('.', ''),
    good.replace('.', '%2e').replace('shop', 'sh0p'),
    good.replace('o', 'ο'),
    good.replace('a', 'а'),
    good.replace(/\./g, '。') + EVIL,
    `xn--shp-fma.example.com`,
    `sho\u0070\u0301.example.com`,
    `shop.example.co`,
    `shop.example.com.cn`,
    `example.com`,
    `www.example.com`,
    wildcard,
    `${wildcard}.${EVIL}`,
    `evil${wildcard}`,
    `x.evil${wildcard}`,
    `.${wildcard}`,
    `..${wildcard}`,
    `a..${wildcard}`,
    `*.${wildcard}`,
    `a.${wildcard}.`,
    `a.${wildcard}:8443`,
    `a.${wildcard}@${EVIL}`,
    `a.${wildcard.replace('.', '\u3002')}${EVIL}`,
    `${name}.${EVIL}`,
    `${name}${EVIL}`,
    `${host}.${EVIL}`,
    `${name}:1`,
    name === 'localhost' ? 'localhost.localdomain' : `x.${name}`,
    `${EVIL}:443`,
    `${EVIL}.`,
    `EVIL.EXAMPLE`,
    `evil。example`,
    `evil．example`,
    `ｅｖｉｌ．ｅｘａｍｐｌｅ`,
    `%65vil.example`,
    `evil%2eexample`,
    `evil%00.${good}`,
    `evil%0d%0a.${good}`,
    `evil%20.${good}`,
    `ev\u00ADil.example`,
  ];
  return each(['https://', 'http://', '//'], each(neighbours, ['/app']));
}

/** Places outside the path that is allowed. */
function paths(allowed: string): string[] {
  const outside = [
    '',
    '/',
    '/apple',
    '/app.evil',
    '/app%2f..%2fadmin',
    '/app/..',
    '/app/../admin',
    '/app/../../admin',
    '/app/./../admin',
    '/app/%2e%2e/admin',
    '/app/%2E%2E/admin',
    '/app/.%2e/admin',
    '/app/%2e./admin',
    '/app/..%2fadmin',
    '/app/..%5cadmin',
    '/app/%252e%252e/admin',
    '/app/%252e%252e%252fadmin',
    '/app\\..\\admin',
    '/app;/../admin',
    '/app/..;/admin',
    '/App',
    '/APP/x',
    '/ap%70',
    '//app',
    '/./app/../x',
    '/%61pp/../x',
    '?/app',
    '#/app',
  ];
  return each([new URL(allowed).origin, new URL(allowed).origin.replace('https', 'http')], outside);
}

/** Addresses that hide in a parameter or fragment of an allowed one, or wear its clothes. */
function dressed(ours: string, allowed: string, good: string): string[] {
  return [
    ...each(
      [
        '/auth/wechat',
        '/AUTH/wechat',
        '/auth/%77echat',
        '/auth/wechat/',
        '/auth/wechat/main/callback',
        '/%61uth/wechat',
        '/auth//../auth/wechat',
      ],
      ['', '?return_to=/me', `?return_to=//${EVIL}`, '#x', '/main/callback?code=0&state=1'],
    ),
    ...each([`${ours}/auth/wechat`, `${ours}/./auth/wechat`], ['', '?return_to=/me']),
    ...each(
      [`${ours}//`, `${ours}/\\`, `${ours}/.//`, `${ours}/..//`, `${ours}\\\\`, `${ours}/%2e//`],
      [EVIL],
    ),
    ...each(
      [ours.replace('://', ':/'), ours.replace('://', ':///'), ours.replace('://', ':'), ours.toUpperCase()],
      ['/me', `//${EVIL}`],
    ),
    `${allowed}/../..//${EVIL}`,
    `${allowed}\\..\\..\\\\${EVIL}`,
    `https:${good}/app`,
    `https:/${good}/app`,
    `https:\\\\${good}\\app`,
    `https://${good}\\app`,
    `https://${good}\\.${EVIL}/app`,
    `https://${good}%2eevil.example/app`,
    `http://${good}/app`,
    `ws://${good}/app`,
    `//${good}/app`,
    `${good}/app`,
    `@${EVIL}`,
    `.${EVIL}`,
    `?//${EVIL}`,
    `#//${EVIL}`,
    EVIL,
    `me`,
    `./me`,
    `../me`,
    ` /me`,
    `/me `,
    `"/me"`,
    `/me"><script>alert(1)</script>`,
    `/me'-alert(1)-'`,
    `/<svg/onload=alert(1)>`,
    `/\u202e/${EVIL}`,
    `/\ud800`,
    `/%`,
    `/%zz`,
    `/%c0%af%c0%af${EVIL}`,
    `/%e0%80%af${EVIL}`,
    `/.%00./${EVIL}`,
  ];
}

/** One machine by other numbers. */
function numbers(): string[] {
  const addresses = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0177.0.0.1',
    '017700000001',
    '0',
    '0.0.0.0',
    '169.254.169.254',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[0:0:0:0:0:ffff:7f00:1]',
    '[::ffff:a9fe:a9fe]',
    '[fe80::1%25lo]',
    '[::1',
    '::1',
    '①②⑦.⓪.⓪.①',
    '127。0。0。1',
  ];
  return each(['http://', '//', 'https://'], each(addresses, [':1/me', '/me']));
}

/** As long as a request may be, and longer than an address may be. */
function lengths(): string[] {
  const long = 'a'.repeat(4_096);
  return [
    `/${long}`,
    `//${EVIL}/${long}`,
    `/${'/'.repeat(2_000)}${EVIL}`,
    `/${'%2f'.repeat(600)}${EVIL}`,
    `/${'../'.repeat(600)}/${EVIL}`,
    `https://${'a.'.repeat(120)}${EVIL}/`,
    `https://${'a'.repeat(300)}.shop.example.com/app`,
    `https://shop.example.com${':'.repeat(500)}@${EVIL}`,
    `/${'\\'.repeat(1_000)}${EVIL}`,
    `/me?${'x=1&'.repeat(600)}`,
  ];
}

function oddities(host: string, good: string): string[] {
  return [
    `https://${good}/app,https://${EVIL}`,
    `https://${good}/app https://${EVIL}`,
    `https://${good}/app\nhttps://${EVIL}`,
    `https://${EVIL}/https://${good}/app`,
    `https://${EVIL}?https://${good}/app`,
    `https://${EVIL}#https://${good}/app`,
    `https://${EVIL};https://${good}/app`,
    `https://${EVIL}\\https://${good}/app`,
    `https:///${EVIL}@${good}/app`,
    `https://[${EVIL}]`,
    `https://${EVIL}%23.${good}/app`,
    `https://${EVIL}%5c@${good}/app`,
    `https://${EVIL}%ff@${host}/me`,
    `https://?@${EVIL}`,
    `https://#@${EVIL}`,
    `https:?//${EVIL}`,
    `/redirect?to=https://${EVIL}`.replace('/redirect', '//'),
    `[//${EVIL}]`,
    `{//${EVIL}}`,
    `<//${EVIL}>`,
    `null`,
    `undefined`,
    `[object Object]`,
    `%2fme`,
    `%68ttps://${EVIL}`,
    `0`,
    `.`,
    `..`,
    `?`,
    `#`,
    `\\`,
  ];
}
