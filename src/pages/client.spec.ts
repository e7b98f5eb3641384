import { readClient, type Client } from './client.js';

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const ANDROID =
  'Mozilla/5.0 (Linux; Android 14; 23049RAD8C Build/UKQ1.230804.001; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36';
const WINDOWS =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Safari/537.36';
const MAC =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Safari/537.36';
const LINUX =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Safari/537.36';
const HARMONY =
  'Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile';

type Row = [string, string | undefined, Client['app'], Client['os'], string | null, boolean];

const ROWS: Row[] = [
  [
    'WeChat on an iPhone',
    `${IPHONE} Mobile/15E148 MicroMessenger/8.0.49(0x1800312b) NetType/WIFI Language/zh_CN`,
    'wechat',
    'ios',
    '8.0.49',
    true,
  ],
  [
    'WeChat on an iPad',
    'Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.48(0x18003030) NetType/WIFI Language/en',
    'wechat',
    'ios',
    '8.0.48',
    true,
  ],
  [
    'WeChat on Android (XWEB)',
    `${ANDROID} XWEB/1160117 MMWEBSDK/20240404 MMWEBID/8833 MicroMessenger/8.0.49.2600(0x2800313D) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64`,
    'wechat',
    'android',
    '8.0.49.2600',
    true,
  ],
  [
    'WeChat on Android (X5)',
    'Mozilla/5.0 (Linux; Android 9; MI 8 Build/PKQ1.180729.001; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/66.0.3359.126 MQQBrowser/6.2 TBS/045811 Mobile Safari/537.36 MMWEBID/5310 MicroMessenger/7.0.17.1720(0x27001134) Process/tools WeChat/arm64 NetType/WIFI Language/zh_CN ABI/arm64',
    'wechat',
    'android',
    '7.0.17.1720',
    true,
  ],
  [
    'WeChat on Harmony',
    `${HARMONY} MicroMessenger/8.0.11.34(0xf3800b22) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN`,
    'wechat',
    'harmony',
    '8.0.11.34',
    true,
  ],
  [
    'WeChat on a Harmony computer',
    `${HARMONY.replace('(Phone;', '(PC;').replace(' Mobile', '')} MicroMessenger/8.0.11(0xf3800b22) Weixin`,
    'wechat',
    'harmony',
    '8.0.11',
    false,
  ],
  [
    'WeChat on Windows, unified',
    `${WINDOWS} NetType/WIFI MicroMessenger/7.0.20.1781(0x6700143B) WindowsWechat(0x63090a13) UnifiedPCWindowsWechat(0xf2541022) XWEB/16467 Flue`,
    'wechat',
    'windows',
    '7.0.20.1781',
    false,
  ],
  [
    'WeChat on Windows, before',
    'Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/81.0.4044.138 Safari/537.36 NetType/WIFI MicroMessenger/7.0.20.1781(0x6700143B) WindowsWechat(0x63010200)',
    'wechat',
    'windows',
    '7.0.20.1781',
    false,
  ],
  [
    'WeChat on a Mac, unified',
    `${MAC} NetType/WIFI MicroMessenger/6.8.0(0x16080000) MacWechat/4.0.1(0x13040110) UnifiedPCMacWechat(0xf2640110) XWEB/16203 Flue`,
    'wechat',
    'mac',
    '6.8.0',
    false,
  ],
  [
    'WeChat on a Mac, which says WindowsWechat',
    `${MAC} MicroMessenger/6.8.0(0x16080000) NetType/WIFI MacWechat/3.8.7(0x13080712) XWEB/1191 Flue WindowsWechat`,
    'wechat',
    'mac',
    '6.8.0',
    false,
  ],
  [
    'WeChat on Linux, unified',
    `${LINUX} NetType/WIFI MicroMessenger/7.0.20.1781(0x6700143B) WindowsWechat(0x63090a13) UnifiedPCLinuxWechat(0xf2541022) XWEB/16467 Flue`,
    'wechat',
    'linux',
    '7.0.20.1781',
    false,
  ],
  [
    'WeCom on an iPhone',
    `${IPHONE} Mobile/15E148 wxwork/4.1.22 MicroMessenger/7.0.1 Language/zh ColorScheme/Light`,
    'wecom',
    'ios',
    '7.0.1',
    true,
  ],
  [
    'WeCom on Android',
    `${ANDROID} wxwork/4.1.20 MicroMessenger/7.0.1 NetType/WIFI Language/zh Lang/zh ColorScheme/Dark`,
    'wecom',
    'android',
    '7.0.1',
    true,
  ],
  [
    'WeCom on Windows',
    `${WINDOWS} wxwork/4.1.16 (MicroMessenger/6.2) WindowsWechat MailPlugin_Electron WeMail embeddisk`,
    'wecom',
    'windows',
    '6.2',
    false,
  ],
  [
    'a mini program on an iPhone',
    `${IPHONE} Mobile/15E148 MicroMessenger/8.0.49(0x1800312b) NetType/WIFI Language/zh_CN miniProgram/wx1234567890abcdef`,
    'miniprogram',
    'ios',
    '8.0.49',
    true,
  ],
  [
    'a mini program on Android',
    `${ANDROID} XWEB/1160117 MMWEBSDK/20240404 MicroMessenger/8.0.49.2600(0x2800313D) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64 miniProgram/wx1234567890abcdef`,
    'miniprogram',
    'android',
    '8.0.49.2600',
    true,
  ],
  [
    'a mini program on Windows',
    `${WINDOWS} MicroMessenger/7.0.20.1781(0x6700143B) NetType/WIFI MiniProgramEnv/Windows WindowsWechat/WMPF WindowsWechat(0x63090a13) XWEB/8555`,
    'miniprogram',
    'windows',
    '7.0.20.1781',
    false,
  ],
  [
    'a mini program on a Mac',
    `${MAC} MicroMessenger/6.8.0(0x16080000) NetType/WIFI MiniProgramEnv/Mac MacWechat/WMPF MacWechat/3.8.7(0x13080712) XWEB/1191`,
    'miniprogram',
    'mac',
    '6.8.0',
    false,
  ],
  [
    'the developer tools',
    `${IPHONE} Mobile/15E148 wechatdevtools/1.06.2401020 MicroMessenger/8.0.5 Language/zh_CN webview/`,
    'devtools',
    'ios',
    '8.0.5',
    true,
  ],
  [
    'QQ on Android',
    `${ANDROID} V1_AND_SQ_9.0.8_5540_YYB_D QQ/9.0.8.14755 NetType/WIFI WebP/0.3.0 AppId/537190260`,
    'qq',
    'android',
    null,
    true,
  ],
  [
    'QQ on an iPhone',
    `${IPHONE} Mobile/15E148 QQ/8.9.33.614 V1_IPH_SQ_8.9.33_1_APP_A Pixel/1080`,
    'qq',
    'ios',
    null,
    true,
  ],
  ['QQ Browser, which is not QQ', `${ANDROID} MQQBrowser/15.0 COVC/046811`, 'browser', 'android', null, true],
  [
    'Alipay on an iPhone',
    `${IPHONE} Mobile/15E148 NebulaSDK/1.8.100112 Nebula AliApp(AP/10.5.66.6000) AlipayClient/10.5.66.6000 Language/zh-Hans`,
    'alipay',
    'ios',
    null,
    true,
  ],
  [
    'Alipay on Android',
    `${ANDROID} UWS/5.12 UCBS/3.22 NebulaSDK/1.8 Nebula AliApp(AP/10.5.60) AlipayClient/10.5.60 Language/zh-Hans`,
    'alipay',
    'android',
    null,
    true,
  ],
  [
    'Safari on an iPhone',
    `${IPHONE} Version/17.4.1 Mobile/15E148 Safari/604.1`,
    'browser',
    'ios',
    null,
    true,
  ],
  ['Chrome on Windows', WINDOWS, 'browser', 'windows', null, false],
  [
    'Safari on a Mac',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
    'browser',
    'mac',
    null,
    false,
  ],
  [
    'Firefox on Linux',
    'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0',
    'browser',
    'linux',
    null,
    false,
  ],
  [
    'a crawler',
    'Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)',
    'browser',
    'other',
    null,
    false,
  ],
  ['a command line', 'curl/8.6.0', 'browser', 'other', null, false],
  ['nothing', undefined, 'browser', 'other', null, false],
];

describe('readClient', () => {
  it.each(ROWS)('recognizes %s', (_name, userAgent, app, os, wechatVersion, mobile) => {
    expect(readClient(userAgent)).toEqual({ app, os, wechatVersion, mobile });
  });

  it('reads no further than a user agent is long', () => {
    expect(readClient(`${'x'.repeat(5000)} MicroMessenger/8.0.49`).app).toBe('browser');
  });
});
