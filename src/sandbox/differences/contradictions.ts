import type { Worded } from '../presets/preset.js';
import type { Switches } from '../switches.js';

/** Where sources say two things: both, what the sandbox does, and what makes it do the other. */
export interface Contradiction {
  readonly topic: Worded;
  readonly one: Worded;
  readonly other: Worded;
  readonly chosen: Worded;
  readonly switch?: keyof Switches;
}

/** One language is enough where a text is figures and names. */
const same = (text: string): Worded => ({ zh: text, en: text });

export const CONTRADICTIONS: readonly Contradiction[] = [
  {
    topic: { zh: '用户拒绝授权', en: 'The visitor refuses' },
    one: { zh: '旧文档：回调只带 state', en: 'Older pages: a callback with the state alone' },
    other: { zh: '官方人员与开发者：什么也不发生', en: 'Staff and developers: nothing happens' },
    chosen: { zh: '不回调', en: 'no callback' },
    switch: 'denial',
  },
  {
    topic: { zh: 'state 为空', en: 'An empty state' },
    one: { zh: '可选', en: 'optional' },
    other: { zh: '错误页 10013', en: 'page 10013' },
    chosen: { zh: '放行', en: 'let through' },
    switch: 'state_required',
  },
  {
    topic: {
      zh: '关注者从对话或菜单进入，要 snsapi_userinfo',
      en: 'A follower comes from chat or menu, snsapi_userinfo is wanted',
    },
    one: { zh: '文档：静默', en: 'The page: silent' },
    other: { zh: '有开发者仍见到授权框', en: 'A developer saw the sheet all the same' },
    chosen: { zh: '静默', en: 'silent' },
    switch: 'follower_entry',
  },
  {
    topic: { zh: '不在 IP 白名单', en: 'Off the IP whitelist' },
    one: { zh: '一页文档写 61004', en: 'one page has 61004' },
    other: { zh: '其余文档与实测都是 40164', en: 'the other pages, and all reports, 40164' },
    chosen: same('40164'),
  },
  {
    topic: { zh: 'AppSecret 不对（取全局 token）', en: 'A wrong AppSecret (fetching the global token)' },
    one: { zh: '旧文档 40001', en: 'older pages 40001' },
    other: { zh: '新文档与实测 40125', en: 'newer pages and reports 40125' },
    chosen: same('40125'),
    switch: 'wrong_secret',
  },
  {
    topic: { zh: '过期的 code', en: 'A code that lapsed' },
    one: { zh: '错误码表有 42003', en: 'tables of codes have 42003' },
    other: { zh: '实测 40029', en: 'reports 40029' },
    chosen: {
      zh: '40029；五分钟内用过的 40163',
      en: '40029; 40163 where it was used within its five minutes',
    },
  },
  {
    topic: { zh: 'refresh_token 的寿命', en: 'The life of a refresh token' },
    one: { zh: '30 天（公众号文档）', en: '30 days (official accounts)' },
    other: { zh: '社区：刷新会延长或更换', en: 'developers: a refresh extends or replaces it' },
    chosen: { zh: '自授权起 30 天，不变', en: '30 days from the authorization, the same string' },
    switch: 'refresh_token',
  },
  {
    topic: { zh: '授权链接的参数顺序', en: 'The order of the link’s parameters' },
    one: { zh: '文档：严格', en: 'pages: strict' },
    other: { zh: 'qrconnect 不检查', en: 'qrconnect does not look' },
    chosen: { zh: 'authorize 严格，qrconnect 不', en: 'strict on authorize, not on qrconnect' },
  },
  {
    topic: { zh: 'connect_redirect 的多跳一次', en: 'The detour by connect_redirect' },
    one: { zh: '真机会先 301 到自己', en: 'phones are sent on to the same link, once' },
    other: { zh: '文档不提', en: 'no page mentions it' },
    chosen: { zh: '301 一次', en: 'one 301' },
    switch: 'connect_redirect_hop',
  },
  {
    topic: { zh: 'sns 的频率', en: 'How often sns may be called' },
    one: { zh: '无，或按天', en: 'no limit, or a day’s' },
    other: { zh: '每分钟 5 万次', en: '50,000 a minute' },
    chosen: { zh: '超过每分钟 5 万次答 45011', en: '45011 beyond 50,000 a minute' },
  },
  {
    topic: { zh: '/sns 的 Content-Type', en: 'Content-Type of /sns' },
    one: same('text/plain'),
    other: same('application/json'),
    chosen: same('text/plain'),
    switch: 'json_content_type',
  },
  {
    topic: { zh: '快照用户的 sns/userinfo', en: 'sns/userinfo of a snapshot visitor' },
    one: { zh: '虚拟头像昵称', en: 'a virtual profile' },
    other: { zh: '48001', en: '48001' },
    chosen: { zh: '虚拟', en: 'virtual' },
    switch: 'snapshot_userinfo',
  },
  {
    topic: { zh: 'code 换 token 时的 unionid', en: 'unionid in the code exchange' },
    one: { zh: '绑定开放平台就有', en: 'wherever an open-platform account is bound' },
    other: { zh: '只有 snsapi_userinfo 有', en: 'with snsapi_userinfo alone' },
    chosen: { zh: '两个条件都要', en: 'both conditions' },
  },
  {
    topic: { zh: 'user/info 的昵称等字段', en: 'Nickname and the like in user/info' },
    one: { zh: '文档：没有这些字段', en: 'pages: no such names' },
    other: { zh: '实测：字段在，值为空', en: 'bodies seen: the names are there, empty' },
    chosen: { zh: '字段在，值为空', en: 'there, empty' },
    switch: 'user_info_profile',
  },
  {
    topic: { zh: '黑名单一页的 openid 数', en: 'Openids on a page of the blacklist' },
    one: { zh: '现行文档：1000', en: 'pages of today: 1,000' },
    other: { zh: '旧文档：10000', en: 'former pages: 10,000' },
    chosen: same('1000'),
    switch: 'blacklist_page',
  },
  {
    topic: { zh: '一天第 21 次强制刷新', en: 'The 21st forced renewal of a day' },
    one: { zh: '文档：不刷新', en: 'pages: not renewed' },
    other: { zh: '没人见过错误码', en: 'nobody reports a code' },
    chosen: { zh: '返回原 token', en: 'the same token' },
    switch: 'forced_beyond_quota',
  },
  {
    topic: { zh: '重置 AppSecret 之后的旧 token', en: 'Living tokens after a reset of the AppSecret' },
    one: { zh: '作废', en: 'void' },
    other: { zh: '继续可用', en: 'work on' },
    chosen: { zh: '作废', en: 'void' },
    switch: 'secret_reset',
  },
  {
    topic: { zh: '有效期内重复取 ticket', en: 'A ticket fetched again while it lives' },
    one: { zh: '同一个', en: 'the same' },
    other: { zh: '新的', en: 'another' },
    chosen: { zh: '同一个', en: 'the same' },
    switch: 'repeated_ticket',
  },
  {
    topic: { zh: 'changeopenid 的 from_appid', en: 'from_appid of changeopenid' },
    one: { zh: '文档：原始 ID（gh_）', en: 'pages: the gh_ id' },
    other: { zh: '实测与 SDK：旧账号的 appid', en: "reports and SDKs: the old account's appid" },
    chosen: same('appid'),
    switch: 'migration_source',
  },
  {
    topic: { zh: '用 media/get 取视频', en: 'A film by media/get' },
    one: { zh: '文档：返回 video_url', en: 'pages: video_url' },
    other: { zh: '实测：直接返回文件', en: 'a report: the file itself' },
    chosen: same('video_url'),
    switch: 'video_media',
  },
  {
    topic: { zh: '备注名的长度', en: 'How long a remark may be' },
    one: { zh: '文档：少于 30 字节', en: 'pages: fewer than 30 bytes' },
    other: { zh: '实测：十个汉字（30 字节）可以', en: 'reports: ten Chinese characters (30 bytes) pass' },
    chosen: { zh: '不超过 30 字节', en: 'at most 30 bytes' },
  },
  {
    topic: { zh: '未关注者的 unionid（user/info）', en: 'unionid of those who do not follow (user/info)' },
    one: { zh: '文档：没有', en: 'pages: none' },
    other: { zh: 'SDK 测试与 issue：有', en: 'tests and issues of SDKs: told' },
    chosen: { zh: '没有', en: 'none' },
    switch: 'unionid_of_strangers',
  },
];
