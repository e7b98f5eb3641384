import type { Worded } from '../presets/preset.js';

/** What the sandbox leaves out or makes easier on purpose. */
export const DELIBERATE: readonly Worded[] = [
  {
    zh: '像测试号一样宽松：回调地址可以带端口，可以是 localhost 或 IP。',
    en: 'It is lenient where a test account is: callback addresses may carry a port, be localhost or an IP address.',
  },
  {
    zh: '页面的样子是仿的：100xx 错误页、授权框和二维码页的 HTML 没有公开。',
    en: 'Its pages look alike and are not the same: the HTML of the 100xx pages, of the sheet and of the QR page is not published.',
  },
  {
    zh: 'AppSecret 冻结与解冻立即生效；微信要十分钟。',
    en: 'An AppSecret is frozen and thawed at once; at WeChat it takes ten minutes.',
  },
  {
    zh: '没有公布每日上限的接口，上限是猜的；/_sandbox/accounts/{key}/tokens 看得到。',
    en: 'Where no daily limit is published, one is guessed: /_sandbox/accounts/{key}/tokens shows them.',
  },
  {
    zh: '时间可以往前拨；微信的不行。',
    en: 'Its clock can be moved forward.',
  },
  {
    zh: '手机把页面放在框架里：真机没有 iframe，也没有 Referer 之外的来处。',
    en: 'Its phone shows pages in a frame; a real one does not.',
  },
  {
    zh: 'JS-SDK 是替身：检验签名、地址和域名，能力（拍照、扫码、定位）给固定的结果；快照页里也能用，真机不行。',
    en: 'The JS-SDK is a stand-in: it checks signature, address and domain; what a phone can do (camera, scanner, place) yields fixed results. It works on snapshot pages, where the real one does not.',
  },
  {
    zh: '第三方平台、企业微信、支付、小程序不在其中。',
    en: 'Third-party platforms, WeCom, payment and mini programs are not part of it.',
  },
  {
    zh: '回调来两次时，第二次由沙箱自己发出，带着同一主机名下的 Cookie；Path 较窄或带 Secure 的 Cookie 它看不到。',
    en: 'Where the callback comes twice, the sandbox itself makes the second visit, with the cookies of the same host name; it does not see those of a narrower path, nor Secure ones.',
  },
];
