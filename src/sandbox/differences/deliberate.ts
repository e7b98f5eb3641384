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
    zh: '扫码登录的长轮询在同一个地址上，最多等 25 秒；真的在 lp.open.weixin.qq.com，二维码图是 JPEG。',
    en: 'The long poll of a login by QR code lies on the same host and is held for 25 seconds; at WeChat it is lp.open.weixin.qq.com, and the code’s picture a JPEG.',
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
    zh: '时间拨快后，推送里的 CreateTime 跟着走，签名用的 timestamp 仍是真实时间：接收方按自己的钟检查它。',
    en: 'When its clock was moved, CreateTime in pushes follows; the signed timestamp stays real time, since receivers hold it against their own clocks.',
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
    zh: '用户发来的图片、语音、视频最多 2 MB，三天后 PicUrl 和 media_id 一起失效；公众号自己的 media_id 不检查。',
    en: 'Pictures, sounds and films of users have two megabytes at most; after three days PicUrl goes with the media_id. The media_id in messages of the account is not checked.',
  },
  {
    zh: '带参二维码的图片是 PNG，临时的到期后就没有了；expire_seconds 超过 30 天按 30 天算。',
    en: 'The picture of a QR code is a PNG and goes when the code lapses; expire_seconds beyond thirty days means thirty days.',
  },
  {
    zh: 'forceSnapShot=true 总是得到快照页；微信只是重新评估一次，可能仍弹授权框。多近算“近期授权过”没有公布，开关 recent_consent_seconds 默认 0。',
    en: 'forceSnapShot=true always ends in a snapshot page; WeChat evaluates, and may show the sheet all the same. How long an authorization counts as recent is not published: recent_consent_seconds is 0 by default.',
  },
  {
    zh: '20 次跳转后停下由浏览器做，手机随后换上说明；页面自己一遍遍跳去授权的，手机在第四遍停下，微信不会。',
    en: 'After twenty redirects the browser stops, and the phone says why. A page that goes to authorize by itself again and again is stopped at the fourth time; WeChat would go on.',
  },
  {
    zh: '账号迁移一批准，关注者就全部到了新号；备注、标签和黑名单留下，不推送，粉丝也没有确认的步骤。',
    en: 'A move between accounts takes all followers along the moment it is approved; remarks, tags and the blacklist stay behind, nothing is pushed, and no follower is asked.',
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
