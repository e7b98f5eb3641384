const ZH = {
  title: '令牌沙箱',
  lede: '笔记本里的一部微信手机：换个人、打开页面、点一点，看微信与服务器之间说了什么。',
  site: '相关链接',
  people: '谁拿着手机',
  peopleHint: '换人就是换一部手机：业务页面的登录状态会一起清空。',
  phone: '手机',
  back: '返回上一页',
  close: '关闭网页',
  more: '更多',
  welcome: '你好，这里是令牌演示号。点开下面的页面，看看它认不认得你。',
  linkTitle: '会员中心',
  linkText: '你的头像、昵称和 openid',
  noLink: '在下方填入业务页面的地址，点「打开」。',
  snapshotBar: '快照页 · 仅可查看部分内容',
  fullService: '使用完整服务',
  reload: '刷新',
  copyLink: '复制链接',
  copied: '链接已复制',
  notCopied: '复制不了，请手动选中地址',
  badAddress: '地址要以 http:// 或 https:// 开头',
  unreachable: '沙箱没有应答，它还在运行吗？',
  address: '业务页面地址',
  open: '打开',
  backWord: '返回',
  here: '打开的地址',
  theme: '外观',
  themeSystem: '跟随系统',
  themeHint: '页面内随系统',
  themeLight: '浅色',
  themeDark: '深色',
  textSize: '字号',
  clock: '微信的时间',
  clockHint: 'code 5 分钟、用户 token 2 小时、refresh token 30 天：都听这只钟的。',
  ahead: '快了',
  plus5min: '+5 分钟',
  plus2h: '+2 小时',
  plus30d: '+30 天',
  reset: '全部重来',
  journal: '微信收到的请求',
  journalEmpty: '还没有请求。在手机里打开页面，这里会一步步显示登录的经过。',
  clear: '清空',
  otherCalls: '其他请求',
  login: '登录',
  fromPhone: '手机',
  fromServer: '服务器',
  request: '请求',
  answer: '应答',
  rule: '规则',
  page: '页面',
  chat: '令牌演示号',
  web: '业务页面',
  stepHop: '多跳一次（connect_redirect）',
  stepSilent: '静默授权，发出 code',
  stepSheet: '弹出授权框',
  stepPage: '错误页',
  stepAllow: '点了允许，发出 code',
  stepDeny: '点了拒绝',
  stepExchange: 'code 换用户 token',
  stepRefresh: '刷新用户 token',
  stepProfile: '读取头像昵称',
  stepCheck: '检验用户 token',
  stepQr: '扫码登录页',
  stepPicture: '头像图片',
  stepUnknown: '微信没有这个地址',
};

const EN = {
  title: 'Lingpai sandbox',
  lede: 'A WeChat phone on your laptop: choose who holds it, open a page, tap through, and read what WeChat and the server said.',
  site: 'Links',
  people: 'Who holds the phone',
  peopleHint: 'Another person means another phone: business pages forget who was signed in.',
  phone: 'Phone',
  back: 'Back to the previous page',
  close: 'Close the page',
  more: 'More',
  welcome: 'Hello, this is the demo account. Open the page below and see whether it knows you.',
  linkTitle: 'Member page',
  linkText: 'Your picture, nickname and openid',
  noLink: 'Enter the address of a business page below and press Open.',
  snapshotBar: 'Snapshot page · partial view only',
  fullService: 'Use full service',
  reload: 'Reload',
  copyLink: 'Copy link',
  copied: 'Link copied',
  notCopied: 'Could not copy; please select the address',
  badAddress: 'An address begins with http:// or https://',
  unreachable: 'The sandbox does not answer. Is it still running?',
  address: 'Address of the business page',
  open: 'Open',
  backWord: 'Back',
  here: 'Opened',
  theme: 'Look',
  themeSystem: 'As the system',
  themeHint: 'pages follow the system',
  themeLight: 'Light',
  themeDark: 'Dark',
  textSize: 'Text',
  clock: "WeChat's clock",
  clockHint: 'Codes live 5 minutes, user tokens 2 hours, refresh tokens 30 days: all by this clock.',
  ahead: 'ahead by',
  plus5min: '+5 min',
  plus2h: '+2 h',
  plus30d: '+30 d',
  reset: 'Start over',
  journal: 'What WeChat was asked',
  journalEmpty: 'Nothing yet. Open a page in the phone and its login appears here, step by step.',
  clear: 'Clear',
  otherCalls: 'Other requests',
  login: 'Login',
  fromPhone: 'phone',
  fromServer: 'server',
  request: 'Request',
  answer: 'Answer',
  rule: 'Rule',
  page: 'page',
  chat: '令牌演示号',
  web: 'Business page',
  stepHop: 'One more hop (connect_redirect)',
  stepSilent: 'Silent: a code is issued',
  stepSheet: 'The consent sheet opens',
  stepPage: 'An error page',
  stepAllow: 'Allowed: a code is issued',
  stepDeny: 'Rejected',
  stepExchange: 'Code becomes user token',
  stepRefresh: 'User token refreshed',
  stepProfile: 'Profile read',
  stepCheck: 'User token checked',
  stepQr: 'Login by QR code',
  stepPicture: 'Picture',
  stepUnknown: 'WeChat has no such address',
};

/** @returns {'zh' | 'en'} The language of the phone, kept in a cookie so that WeChat's own pages follow it. */
export function language() {
  return /(?:^|;\s*)sandbox_lang=en/.test(document.cookie) ? 'en' : 'zh';
}

/** Switches the language for good. */
export function speak(wanted) {
  document.cookie = `sandbox_lang=${wanted}; Path=/; Max-Age=31536000; SameSite=Lax`;
}

/** A text in the phone's language. */
export function word(key) {
  return (language() === 'en' ? EN : ZH)[key];
}

/** Writes the texts of the page: contents by `data-word`, names by `data-label`. */
export function writeWords() {
  document.documentElement.lang = language() === 'en' ? 'en' : 'zh-CN';
  document.title = word('title');
  for (const element of document.querySelectorAll('[data-word]'))
    element.textContent = word(element.dataset.word);
  for (const element of document.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', word(element.dataset.label));
  }
}
