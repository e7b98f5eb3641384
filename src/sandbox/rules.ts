/** How sure we are that WeChat does this. */
export type Certainty =
  | 'documented' // an official page says so
  | 'sdk' // the source of a widely used SDK relies on it
  | 'field' // developers report it
  | 'derived' // it follows from one of these
  | 'unsure'; // a guess where nothing is known

/** One refusal of the platform: what it says, where, and why we believe it. */
export interface Rule {
  readonly id: string;
  /** The surface that refuses. */
  readonly surface:
    'authorize' | 'qrconnect' | 'sns' | 'token' | 'cgi-bin' | 'push' | 'message' | 'menu' | 'scan' | 'jssdk';
  /** errcode of an answer, 错误码 of a page; null where the page shows none. */
  readonly code: number | null;
  /** errmsg, or the page's sentence. */
  readonly text: string;
  readonly source: string;
  readonly certainty: Certainty;
  /** The code is known, the words it comes with are not. */
  readonly wording?: 'guessed';
}

const WEB_AUTHORIZATION = '微信网页授权 (OA_Web_Apps/Wechat_webpage_authorization)';
const WEBSITE_LOGIN = '网站应用微信登录 (Website_App/WeChat_Login)';
const SNS_TOKEN = 'api_snsaccesstoken';
const SNS_REFRESH = 'api_snsrefreshtoken';
const SNS_USERINFO = 'api_snsuserinfo';
const SNS_AUTH = 'api_snsauth';
const ERROR_CODES = '全局返回码';
const STABLE_TOKEN = 'getStableAccessToken';
const CLASSIC_TOKEN = 'getAccessToken';
const TICKET = 'getTicket (JS-SDK)';
const USER_INFO = 'api_userinfo (获取用户基本信息)';
const USER_LIST = '获取用户列表 (user/get)';
const USER_TAGS = '用户标签管理';
const BLACKLIST = '黑名单管理';
const REMARK = '设置用户备注名 (updateremark)';
const JSSDK = 'JS-SDK 说明文档, 附录5 常见错误';
const API_MANAGEMENT = 'openApi 管理';
const PUSH = '接收消息 (push)';
const MEDIA = '获取临时素材 (media/get)';
const QR_CODE = '生成带参数的二维码 (qrcode/create)';
const PERMISSIONS = '公众号接口权限说明';
const MIGRATION = '转换openid (changeopenid)';
const KF = '客服消息 (custom/send)';
const TEMPLATE = '模板消息 (template/send)';
const MENU = '自定义菜单 (menu/create)';
const CALLBACK_CHECK = 'callback/check (网络检测)';

/** Every rule the sandbox enforces; handlers refuse by id, the list of differences is written from it. */
export const RULES = {
  'authorize.link': {
    surface: 'authorize',
    code: null,
    text: '该链接无法访问',
    certainty: 'documented',
    source: `${WEB_AUTHORIZATION}: parameters in order, letter case exact; what the page looks like is a guess`,
  },
  'authorize.state': {
    surface: 'authorize',
    code: null,
    text: '该链接无法访问',
    certainty: 'derived',
    source: `${WEB_AUTHORIZATION}: state is [a-zA-Z0-9], at most 128 bytes; enforcement is assumed`,
  },
  'authorize.outside_wechat': {
    surface: 'authorize',
    code: null,
    text: '请在微信客户端打开链接',
    certainty: 'field',
    source: 'Developer reports: a browser whose User-Agent lacks MicroMessenger gets this page',
  },
  'authorize.domain': {
    surface: 'authorize',
    code: 10003,
    text: 'redirect_uri域名与后台配置不一致',
    certainty: 'documented',
    source: `${WEB_AUTHORIZATION}: exact host, sub-domains not covered; no port, no IP but for test accounts`,
  },
  'authorize.banned': {
    surface: 'authorize',
    code: 10004,
    text: '此公众号被封禁',
    certainty: 'documented',
    source: WEB_AUTHORIZATION,
  },
  'authorize.scope_right': {
    surface: 'authorize',
    code: 10005,
    text: '此公众号并没有这些scope的权限',
    certainty: 'documented',
    source: `${WEB_AUTHORIZATION}: verified service accounts and test accounts only`,
  },
  'authorize.must_follow': {
    surface: 'authorize',
    code: 10006,
    text: '必须关注此测试号',
    certainty: 'documented',
    source: WEB_AUTHORIZATION,
  },
  'authorize.too_often': {
    surface: 'authorize',
    code: 10009,
    text: '操作太频繁了，请稍后重试',
    certainty: 'documented',
    source: `${WEB_AUTHORIZATION} lists the page; how often is too often is not published: a switch, off at first`,
  },
  'authorize.scope_empty': {
    surface: 'authorize',
    code: 10010,
    text: 'scope不能为空',
    certainty: 'documented',
    source: WEB_AUTHORIZATION,
  },
  'authorize.redirect_uri_empty': {
    surface: 'authorize',
    code: 10011,
    text: 'redirect_uri不能为空',
    certainty: 'documented',
    source: WEB_AUTHORIZATION,
  },
  'authorize.appid_empty': {
    surface: 'authorize',
    code: 10012,
    text: 'appid不能为空',
    certainty: 'documented',
    source: WEB_AUTHORIZATION,
  },
  'authorize.state_empty': {
    surface: 'authorize',
    code: 10013,
    text: 'state不能为空',
    certainty: 'unsure',
    source: `${WEB_AUTHORIZATION} lists the page, yet calls state optional: enforced behind a switch`,
  },
  'authorize.not_delegated': {
    surface: 'authorize',
    code: 10015,
    text: '公众号未授权第三方平台，请检查授权状态',
    certainty: 'documented',
    source: `${WEB_AUTHORIZATION}: the sandbox knows no third-party platform, so component_appid never fits`,
  },
  'authorize.open_platform_appid': {
    surface: 'authorize',
    code: 10016,
    text: '不支持微信开放平台的Appid，请使用公众号Appid',
    certainty: 'documented',
    source: WEB_AUTHORIZATION,
  },
  'authorize.appid_unknown': {
    surface: 'authorize',
    code: null,
    text: 'AppID 参数错误',
    certainty: 'unsure',
    source: 'No page is documented',
  },
  'qrconnect.link': {
    surface: 'qrconnect',
    code: null,
    text: '该链接无法访问',
    certainty: 'documented',
    source: `${WEBSITE_LOGIN}: shown for a wrong domain or scope, without saying which page for which`,
  },
  'qrconnect.scope': {
    surface: 'qrconnect',
    code: null,
    text: 'Scope 参数错误或没有 Scope 权限',
    certainty: 'field',
    source: `${WEBSITE_LOGIN}; developer reports`,
  },
  'qrconnect.redirect_uri': {
    surface: 'qrconnect',
    code: null,
    text: 'redirect_uri 参数错误',
    certainty: 'field',
    source: `${WEBSITE_LOGIN}; developer reports`,
  },
  'qrconnect.appid': {
    surface: 'qrconnect',
    code: null,
    text: 'AppID 参数错误',
    certainty: 'unsure',
    source: 'No page is documented',
  },
  'sns.system': {
    surface: 'sns',
    code: -1,
    text: 'system error',
    certainty: 'documented',
    source: ERROR_CODES,
  },
  'sns.bad_token': {
    surface: 'sns',
    code: 40001,
    text: 'invalid credential, access_token is invalid or not latest',
    certainty: 'field',
    source: 'A token of the right form that was never issued here, or a global token',
  },
  'sns.grant_type': {
    surface: 'sns',
    code: 40002,
    text: 'invalid grant_type',
    certainty: 'derived',
    source: ERROR_CODES,
  },
  'sns.openid': {
    surface: 'sns',
    code: 40003,
    text: 'invalid openid',
    certainty: 'documented',
    source: `${SNS_AUTH}, ${SNS_USERINFO}`,
  },
  'sns.appid': {
    surface: 'sns',
    code: 40013,
    text: 'invalid appid',
    certainty: 'documented',
    source: `${SNS_TOKEN}; letter case counts`,
  },
  'sns.malformed_token': {
    surface: 'sns',
    code: 40014,
    text: 'invalid access_token',
    certainty: 'field',
    source: 'sns/auth with any unknown token; sns/userinfo with one that has not even the form',
  },
  'sns.code': {
    surface: 'sns',
    code: 40029,
    text: 'invalid code',
    certainty: 'documented',
    source: `${SNS_TOKEN}: unknown, expired, or another account's`,
  },
  'sns.refresh_token': {
    surface: 'sns',
    code: 40030,
    text: 'invalid refresh_token',
    certainty: 'field',
    source: `${SNS_REFRESH}; a later authorization of the same user kills the earlier refresh token`,
  },
  'sns.secret': {
    surface: 'sns',
    code: 40125,
    text: 'invalid appsecret',
    certainty: 'field',
    source: SNS_TOKEN,
  },
  'sns.code_used': {
    surface: 'sns',
    code: 40163,
    text: 'code been used',
    certainty: 'documented',
    source: `${SNS_TOKEN}: a replay while the code's record exists, taken to be its lifetime`,
  },
  'sns.access_token_missing': {
    surface: 'sns',
    code: 41001,
    text: 'access_token missing',
    certainty: 'derived',
    source: ERROR_CODES,
  },
  'sns.appid_missing': {
    surface: 'sns',
    code: 41002,
    text: 'appid missing',
    certainty: 'field',
    source: ERROR_CODES,
  },
  'sns.refresh_token_missing': {
    surface: 'sns',
    code: 41003,
    text: 'refresh_token missing',
    certainty: 'sdk',
    source: ERROR_CODES,
  },
  'sns.secret_missing': {
    surface: 'sns',
    code: 41004,
    text: 'appsecret missing',
    certainty: 'field',
    source: ERROR_CODES,
  },
  'sns.code_missing': {
    surface: 'sns',
    code: 41008,
    text: 'missing code',
    certainty: 'field',
    source: ERROR_CODES,
  },
  'sns.openid_missing': {
    surface: 'sns',
    code: 41009,
    text: 'missing openid',
    certainty: 'derived',
    source: ERROR_CODES,
  },
  'sns.access_token_lapsed': {
    surface: 'sns',
    code: 42001,
    text: 'access_token expired',
    certainty: 'derived',
    source: ERROR_CODES,
  },
  'sns.refresh_token_lapsed': {
    surface: 'sns',
    code: 42002,
    text: 'refresh_token expired',
    certainty: 'sdk',
    source: SNS_REFRESH,
  },
  'sns.revoked': {
    surface: 'sns',
    code: 42007,
    text: '用户修改微信密码， accesstoken 和 refreshtoken 失效，需要重新授权',
    certainty: 'sdk',
    source: `${ERROR_CODES}; which wording /sns sends is not known`,
  },
  'sns.rate': {
    surface: 'sns',
    code: 45011,
    text: 'api minute-quota reach limit mustslower retry next minute',
    certainty: 'documented',
    source: `${SNS_TOKEN}: 50,000 calls a minute each`,
  },
  'sns.scope': {
    surface: 'sns',
    code: 48001,
    text: 'api unauthorized',
    certainty: 'documented',
    source: `${SNS_USERINFO}: the token was granted for snsapi_base`,
  },
  'token.system': {
    surface: 'token',
    code: -1,
    text: 'system error',
    certainty: 'documented',
    source: `${CLASSIC_TOKEN}, ${STABLE_TOKEN}; only by a fault`,
  },
  'token.secret_as_credential': {
    surface: 'token',
    code: 40001,
    text: 'invalid credential, access_token is invalid or not latest',
    certainty: 'documented',
    source: `${CLASSIC_TOKEN}: a wrong AppSecret, in older texts; behind a switch`,
  },
  'token.grant_type': {
    surface: 'token',
    code: 40002,
    text: 'invalid grant_type',
    certainty: 'documented',
    source: `${CLASSIC_TOKEN}, ${STABLE_TOKEN}`,
  },
  'token.appid': {
    surface: 'token',
    code: 40013,
    text: 'invalid appid',
    certainty: 'documented',
    source: `${CLASSIC_TOKEN}, ${STABLE_TOKEN}; letter case counts; a website app is taken to be unknown here`,
  },
  'token.secret': {
    surface: 'token',
    code: 40125,
    text: 'invalid appsecret',
    certainty: 'documented',
    source: `${STABLE_TOKEN}; the usual answer to a wrong AppSecret`,
  },
  'token.ip': {
    surface: 'token',
    code: 40164,
    text: 'invalid ip {ip} ipv6 {ipv6}, not in whitelist',
    certainty: 'field',
    source: `${CLASSIC_TOKEN}, ${STABLE_TOKEN}; wording from developer reports`,
  },
  'token.secret_frozen': {
    surface: 'token',
    code: 40243,
    text: 'AppSecret已被冻结，请登录MP解冻后再次调用',
    certainty: 'documented',
    source: `${STABLE_TOKEN}; at WeChat it takes ten minutes to freeze and to thaw, here it is at once`,
  },
  'token.appid_missing': {
    surface: 'token',
    code: 41002,
    text: 'appid missing',
    certainty: 'field',
    source: `${STABLE_TOKEN}; a form in place of JSON counts as nothing sent`,
  },
  'token.secret_missing': {
    surface: 'token',
    code: 41004,
    text: 'appsecret missing',
    certainty: 'documented',
    source: `${CLASSIC_TOKEN}, ${STABLE_TOKEN}`,
  },
  'token.method': {
    surface: 'token',
    code: 43002,
    text: 'require POST method',
    certainty: 'documented',
    source: STABLE_TOKEN,
  },
  'token.body_empty': {
    surface: 'token',
    code: 44002,
    text: 'empty post data',
    certainty: 'derived',
    source: ERROR_CODES,
  },
  'token.body': {
    surface: 'token',
    code: 47001,
    text: 'data format error',
    certainty: 'derived',
    source: `${ERROR_CODES}: broken JSON, or force_refresh that is neither true nor false`,
  },
  'token.day_quota': {
    surface: 'token',
    code: 45009,
    text: 'reach max api daily quota limit',
    certainty: 'documented',
    source: `接口调用频次: 2,000 a day; ${STABLE_TOKEN}: 500,000 a day; the day is taken to be Beijing's`,
  },
  'token.minute_quota': {
    surface: 'token',
    code: 45011,
    text: 'api minute-quota reach limit mustslower retry next minute',
    certainty: 'documented',
    source: `${STABLE_TOKEN}: 10,000 a minute`,
  },
  'token.family': {
    surface: 'token',
    code: 50004,
    text: '禁止使用 token 接口',
    certainty: 'documented',
    source: `${CLASSIC_TOKEN}; which accounts it befalls is not said`,
  },
  'token.account_frozen': {
    surface: 'token',
    code: 50007,
    text: '账号已冻结',
    certainty: 'documented',
    source: CLASSIC_TOKEN,
  },
  'token.delegated': {
    surface: 'token',
    code: 61024,
    text: 'must use component token for component account',
    certainty: 'documented',
    source: `${CLASSIC_TOKEN}, ${STABLE_TOKEN}: accounts managed by a third-party platform`,
  },
  'token.component_ip': {
    surface: 'token',
    code: 61004,
    text: 'access clientip is not registered',
    certainty: 'unsure',
    source: 'One page has it in place of 40164, which all reports show; only by a fault',
  },
  'token.confirmation_pending': {
    surface: 'token',
    code: 89501,
    text: '此IP正在等待管理员确认,请联系管理员',
    certainty: 'documented',
    source: CLASSIC_TOKEN,
  },
  'token.confirmation_needed': {
    surface: 'token',
    code: 89503,
    text: '此IP调用需要管理员确认,请联系管理员',
    certainty: 'documented',
    source: `${CLASSIC_TOKEN}; that the first call meets it and later ones 89501 is assumed`,
  },
  'token.refused_for_a_day': {
    surface: 'token',
    code: 89506,
    text: '24小时内该IP被管理员拒绝调用两次，24小时内不可再使用该IP调用',
    certainty: 'documented',
    source: CLASSIC_TOKEN,
  },
  'token.refused_for_an_hour': {
    surface: 'token',
    code: 89507,
    text: '1小时内该IP被管理员拒绝调用一次，1小时内不可再使用该IP调用',
    certainty: 'documented',
    source: CLASSIC_TOKEN,
  },
  'cgi.system': {
    surface: 'cgi-bin',
    code: -1,
    text: 'system error',
    certainty: 'documented',
    source: `${ERROR_CODES}; only by a fault`,
  },
  'cgi.bad_token': {
    surface: 'cgi-bin',
    code: 40001,
    text: 'invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r',
    certainty: 'field',
    source: 'Bodies seen: a token that was superseded, or never issued, or a user token',
  },
  'cgi.openid': {
    surface: 'cgi-bin',
    code: 40003,
    text: 'invalid openid',
    certainty: 'field',
    source: `${USER_INFO}: unknown here, or of another account; one of a batch fails all of it; ${USER_LIST}: a next_openid of nobody`,
  },
  'cgi.unauthorized': {
    surface: 'cgi-bin',
    code: 48001,
    text: 'api unauthorized',
    certainty: 'documented',
    source: `${PERMISSIONS}: users, tags, media and customer service want a verified account, templates and QR codes a verified service account, menus any but a personal or unverified subscription account; a test account may do all; the table is from before the pages were split in 2025`,
  },
  'cgi.openid_elsewhere': {
    surface: 'cgi-bin',
    code: 49003,
    text: 'not match openid with appid',
    certainty: 'documented',
    wording: 'guessed',
    source: `${USER_TAGS}, ${BLACKLIST}: the openid is one of another account`,
  },
  'cgi.remark': {
    surface: 'cgi-bin',
    code: 40092,
    text: 'invalid remark name',
    certainty: 'documented',
    source: `${REMARK}: more than 30 bytes; the page says fewer than 30, ten Chinese characters pass as reported`,
  },
  'cgi.tags_full': {
    surface: 'cgi-bin',
    code: 45056,
    text: 'too many tag now, no need to add new',
    certainty: 'documented',
    wording: 'guessed',
    source: `${USER_TAGS}: a hundred at most`,
  },
  'cgi.tag_crowded': {
    surface: 'cgi-bin',
    code: 45057,
    text: "can't delete the tag that has too many fans",
    certainty: 'documented',
    wording: 'guessed',
    source: `${USER_TAGS}: more than 100,000 followers carry it`,
  },
  'cgi.tag_reserved': {
    surface: 'cgi-bin',
    code: 45058,
    text: "can't modify sys tag",
    certainty: 'documented',
    wording: 'guessed',
    source: `${USER_TAGS}: 0, 1 and 2 are the platform's`,
  },
  'cgi.tags_of_one': {
    surface: 'cgi-bin',
    code: 45059,
    text: 'can not add more tag to a user',
    certainty: 'documented',
    wording: 'guessed',
    source: `${USER_TAGS}: more than 20 on one follower; one of a list fails all of it is assumed`,
  },
  'cgi.tag_name': {
    surface: 'cgi-bin',
    code: 45157,
    text: 'invalid tag name',
    certainty: 'documented',
    source: `${USER_TAGS}: none, or another tag's; the wording from developer reports`,
  },
  'cgi.tag_name_long': {
    surface: 'cgi-bin',
    code: 45158,
    text: 'tag name too long',
    certainty: 'documented',
    wording: 'guessed',
    source: `${USER_TAGS}: more than 30 bytes`,
  },
  'cgi.tag_unknown': {
    surface: 'cgi-bin',
    code: 45159,
    text: 'invalid tag id',
    certainty: 'documented',
    source: `${USER_TAGS}; the wording from developer reports`,
  },
  'cgi.media': {
    surface: 'cgi-bin',
    code: 40007,
    text: 'invalid media_id',
    certainty: 'documented',
    source: `${MEDIA}: never sent to this account, or more than three days ago`,
  },
  'cgi.qr_action': {
    surface: 'cgi-bin',
    code: 40052,
    text: 'invalid action name',
    certainty: 'field',
    source: `${QR_CODE}: action_name is none of the four`,
  },
  'cgi.qr_info': {
    surface: 'cgi-bin',
    code: 40053,
    text: 'invalid action info, please check document',
    certainty: 'field',
    source: `${QR_CODE}: a number of 1 to 4294967295 (permanent: to 100000), a text of 1 to 64 characters`,
  },
  'cgi.qr_count': {
    surface: 'cgi-bin',
    code: 45029,
    text: 'qrcode count out of limit',
    certainty: 'field',
    source: `${QR_CODE}: 100,000 permanent ones`,
  },
  'cgi.migration': {
    surface: 'cgi-bin',
    code: 63178,
    text: 'appid wrong',
    certainty: 'field',
    source: `${MIGRATION}: from_appid is no account that was approved to move here, or was more than fifteen days ago`,
  },
  'cgi.migrated_openids': {
    surface: 'cgi-bin',
    code: 63182,
    text: 'openid_list empty',
    certainty: 'field',
    source: `${MIGRATION}; which of the two is looked at first is not known`,
  },
  'cgi.appid': {
    surface: 'cgi-bin',
    code: 40013,
    text: 'invalid appid',
    certainty: 'documented',
    source: `${API_MANAGEMENT}: not the appid of the token`,
  },
  'cgi.malformed_token': {
    surface: 'cgi-bin',
    code: 40014,
    text: 'invalid access_token',
    certainty: 'documented',
    source: `${ERROR_CODES}: not even the form of a token`,
  },
  'cgi.openid_list': {
    surface: 'cgi-bin',
    code: 40032,
    text: 'invalid openid list size',
    certainty: 'field',
    source: `${USER_INFO}, batchget: none, or more than 100; ${USER_TAGS}: more than 50; ${BLACKLIST}: more than 20`,
  },
  'cgi.ticket_type': {
    surface: 'cgi-bin',
    code: 40097,
    text: 'invalid args',
    certainty: 'unsure',
    source: `${TICKET}: a type that is neither jsapi nor wx_card`,
  },
  'cgi.secret': {
    surface: 'cgi-bin',
    code: 40125,
    text: 'invalid appsecret',
    certainty: 'documented',
    source: `${API_MANAGEMENT}: clear_quota/v2`,
  },
  'cgi.no_push_url': {
    surface: 'cgi-bin',
    code: 40201,
    text: 'invalid check url',
    certainty: 'field',
    source: `${CALLBACK_CHECK} has the code, developer reports the wording`,
  },
  'cgi.check_action': {
    surface: 'cgi-bin',
    code: 40202,
    text: 'invalid action',
    certainty: 'documented',
    wording: 'guessed',
    source: `${CALLBACK_CHECK} has the code`,
  },
  'cgi.check_operator': {
    surface: 'cgi-bin',
    code: 40203,
    text: 'invalid check_operator',
    certainty: 'documented',
    wording: 'guessed',
    source: `${CALLBACK_CHECK} has the code`,
  },
  'cgi.token_missing': {
    surface: 'cgi-bin',
    code: 41001,
    text: 'access_token missing',
    certainty: 'documented',
    source: ERROR_CODES,
  },
  'cgi.appid_missing': {
    surface: 'cgi-bin',
    code: 41002,
    text: 'appid missing',
    certainty: 'derived',
    source: `${API_MANAGEMENT}: clear_quota, clear_quota/v2`,
  },
  'cgi.secret_missing': {
    surface: 'cgi-bin',
    code: 41004,
    text: 'appsecret missing',
    certainty: 'derived',
    source: `${API_MANAGEMENT}: clear_quota/v2`,
  },
  'cgi.openid_missing': {
    surface: 'cgi-bin',
    code: 41009,
    text: 'missing openid',
    certainty: 'derived',
    source: ERROR_CODES,
  },
  'cgi.token_lapsed': {
    surface: 'cgi-bin',
    code: 42001,
    text: 'access_token expired',
    certainty: 'documented',
    source: `${ERROR_CODES}: the token's own time is over`,
  },
  'cgi.method': {
    surface: 'cgi-bin',
    code: 43002,
    text: 'require POST method',
    certainty: 'documented',
    source: ERROR_CODES,
  },
  'cgi.body_empty': {
    surface: 'cgi-bin',
    code: 44002,
    text: 'empty post data',
    certainty: 'documented',
    source: ERROR_CODES,
  },
  'cgi.day_quota': {
    surface: 'cgi-bin',
    code: 45009,
    text: 'reach max api daily quota limit',
    certainty: 'documented',
    source: '接口调用频次; where no figure is published one is guessed',
  },
  'cgi.minute_quota': {
    surface: 'cgi-bin',
    code: 45011,
    text: 'api minute-quota reach limit mustslower retry next minute',
    certainty: 'documented',
    source: `${ERROR_CODES}; met where the control plane sets a limit by the minute`,
  },
  'cgi.body': {
    surface: 'cgi-bin',
    code: 47001,
    text: 'data format error',
    certainty: 'documented',
    source: `${ERROR_CODES}: not JSON, a form for instance`,
  },
  'cgi.clearances': {
    surface: 'cgi-bin',
    code: 48006,
    text: 'forbid to clear quota because of reaching the limit',
    certainty: 'documented',
    source: `${API_MANAGEMENT}: ten a month, v2 included; fifty a month for single addresses`,
  },
  'cgi.account_frozen': {
    surface: 'cgi-bin',
    code: 50007,
    text: '账号已冻结',
    certainty: 'unsure',
    source: `${CLASSIC_TOKEN} has it for fetching; that calls with a living token meet it too is assumed`,
  },
  'cgi.rid_unknown': {
    surface: 'cgi-bin',
    code: 76001,
    text: 'rid not found',
    certainty: 'documented',
    source: `${API_MANAGEMENT}, rid/get`,
  },
  'cgi.rid_form': {
    surface: 'cgi-bin',
    code: 76002,
    text: 'rid is error',
    certainty: 'derived',
    source: `${API_MANAGEMENT}, rid/get: not the form of a rid`,
  },
  'cgi.rid_elsewhere': {
    surface: 'cgi-bin',
    code: 76003,
    text: 'could not query this rid, no permission',
    certainty: 'derived',
    source: `${API_MANAGEMENT}, rid/get: another account's`,
  },
  'cgi.path_form': {
    surface: 'cgi-bin',
    code: 76003,
    text: 'cgi_path is error',
    certainty: 'derived',
    wording: 'guessed',
    source: `${API_MANAGEMENT}, quota/get: with a host name, or without the first slash`,
  },
  'cgi.rid_old': {
    surface: 'cgi-bin',
    code: 76004,
    text: 'rid time is error',
    certainty: 'derived',
    source: `${API_MANAGEMENT}, rid/get: its own time is more than seven days past`,
  },
  'cgi.path_unknown': {
    surface: 'cgi-bin',
    code: 76021,
    text: 'cgi_path not found, please check',
    certainty: 'documented',
    source: `${API_MANAGEMENT}, quota/get and quota/clear`,
  },
  'cgi.path_forbidden': {
    surface: 'cgi-bin',
    code: 76022,
    text: 'could not use this cgi_path, no permission',
    certainty: 'documented',
    source: `${API_MANAGEMENT}: any path of /sns`,
  },
  'push.url': {
    surface: 'push',
    code: null,
    text: '请输入合法的URL',
    certainty: 'documented',
    wording: 'guessed',
    source: `${PUSH}: http on port 80 or https on 443; test accounts may name a port`,
  },
  'push.token': {
    surface: 'push',
    code: null,
    text: 'Token必须为英文或数字，长度为3-32字符',
    certainty: 'documented',
    wording: 'guessed',
    source: `${PUSH}, an older page`,
  },
  'push.aes_key': {
    surface: 'push',
    code: null,
    text: '消息加密密钥由43位字符组成，字符范围为A-Z,a-z,0-9',
    certainty: 'documented',
    wording: 'guessed',
    source: `${PUSH}; the modes with a cipher want one`,
  },
  'push.handshake': {
    surface: 'push',
    code: null,
    text: 'token验证失败',
    certainty: 'field',
    source: `${PUSH}: status 200 and the echostr byte for byte; no quotes, byte order mark, line feed or markup`,
  },
  'push.no_answer': {
    surface: 'push',
    code: null,
    text: '该公众号提供的服务出现故障，请稍后再试',
    certainty: 'field',
    source: `${PUSH}: five seconds; sent again with the same timestamp, nonce and MsgId; how often is disputed and a switch`,
  },
  'push.status': {
    surface: 'push',
    code: null,
    text: '该公众号提供的服务出现故障，请稍后再试',
    certainty: 'field',
    source: `${PUSH}: anything but 200, 201 included; four deliveries within a second were seen`,
  },
  'push.answer_form': {
    surface: 'push',
    code: null,
    text: '该公众号提供的服务出现故障，请稍后再试',
    certainty: 'documented',
    source: `${PUSH}: neither nothing, nor success, nor the XML of a reply with sender and receiver swapped`,
  },
  'push.answer_clear': {
    surface: 'push',
    code: null,
    text: '该公众号提供的服务出现故障，请稍后再试',
    certainty: 'documented',
    source: `${PUSH}: safe mode wants a cipher`,
  },
  'push.answer_signature': {
    surface: 'push',
    code: null,
    text: '该公众号提供的服务出现故障，请稍后再试',
    certainty: 'derived',
    source: `${PUSH}: MsgSignature does not fit`,
  },
  'push.suspended': {
    surface: 'push',
    code: null,
    text: 'MarkFail',
    certainty: 'documented',
    source: '公众号接口告警: after many failures nothing is sent for a minute; how many is not published',
  },
  'push.blacklisted': {
    surface: 'push',
    code: null,
    text: '黑名单',
    certainty: 'unsure',
    source: '黑名单管理: whether the account hears what they write is not published; behind a switch',
  },
  'message.media': {
    surface: 'message',
    code: 40007,
    text: 'invalid media_id',
    certainty: 'documented',
    source: `${KF}: none named; which there are is not checked`,
  },
  'message.type': {
    surface: 'message',
    code: 40008,
    text: 'invalid message type',
    certainty: 'documented',
    source: KF,
  },
  'message.template': {
    surface: 'message',
    code: 40037,
    text: 'invalid template_id',
    certainty: 'documented',
    source: TEMPLATE,
  },
  'message.not_following': {
    surface: 'message',
    code: 43004,
    text: 'require subscribe',
    certainty: 'sdk',
    source: `${TEMPLATE}: the receiver must follow`,
  },
  'message.blacklisted': {
    surface: 'message',
    code: 43019,
    text: 'require remove blacklist',
    certainty: 'unsure',
    wording: 'guessed',
    source: `${ERROR_CODES} has the code`,
  },
  'message.news_empty': {
    surface: 'message',
    code: 44003,
    text: 'empty news data',
    certainty: 'documented',
    source: ERROR_CODES,
  },
  'message.text_empty': {
    surface: 'message',
    code: 44004,
    text: 'empty content',
    certainty: 'documented',
    source: ERROR_CODES,
  },
  'message.text_long': {
    surface: 'message',
    code: 45002,
    text: 'content size out of limit',
    certainty: 'field',
    source: `${KF}: text beyond 2,048 bytes`,
  },
  'message.articles': {
    surface: 'message',
    code: 45008,
    text: 'article size out of limit',
    certainty: 'documented',
    source: `${KF}: one article; the wording from developer reports`,
  },
  'message.window': {
    surface: 'message',
    code: 45015,
    text: 'response out of time limit or subscription is canceled',
    certainty: 'field',
    source: `${KF}: 48 hours after they wrote, a minute after they followed, scanned or tapped`,
  },
  'message.count': {
    surface: 'message',
    code: 45047,
    text: 'out of response count limit',
    certainty: 'field',
    source: `${KF}: five after a message, three after the others; a new message counts anew`,
  },
  'message.typing_command': {
    surface: 'message',
    code: 45072,
    text: 'invalid command',
    certainty: 'documented',
    source: '客服输入状态 (custom/typing)',
  },
  'message.typing_out_of_the_blue': {
    surface: 'message',
    code: 45080,
    text: 'need sending message to user, or recving message from user in the last 30 seconds before typing',
    certainty: 'documented',
    source: '客服输入状态 (custom/typing)',
  },
  'message.typing_already': {
    surface: 'message',
    code: 45081,
    text: 'already in typing state, cannot send typing again',
    certainty: 'documented',
    wording: 'guessed',
    source: '客服输入状态 (custom/typing): for fifteen seconds',
  },
  'menu.size': {
    surface: 'menu',
    code: 40016,
    text: 'invalid button size',
    certainty: 'documented',
    source: `${MENU}: one to three`,
  },
  'menu.type': {
    surface: 'menu',
    code: 40017,
    text: 'invalid button type',
    certainty: 'documented',
    source: MENU,
  },
  'menu.name': {
    surface: 'menu',
    code: 40018,
    text: 'invalid button name size',
    certainty: 'documented',
    source: `${MENU}: 16 bytes`,
  },
  'menu.key': {
    surface: 'menu',
    code: 40019,
    text: 'invalid button key size',
    certainty: 'documented',
    source: `${MENU}: 128 bytes`,
  },
  'menu.url': {
    surface: 'menu',
    code: 40020,
    text: 'invalid button url size',
    certainty: 'documented',
    source: `${MENU}: 1,024 bytes`,
  },
  'menu.depth': {
    surface: 'menu',
    code: 40022,
    text: 'invalid sub menu level',
    certainty: 'documented',
    wording: 'guessed',
    source: `${MENU}: two levels`,
  },
  'menu.sub_size': {
    surface: 'menu',
    code: 40023,
    text: 'invalid sub button size',
    certainty: 'documented',
    source: `${MENU}: five at most`,
  },
  'menu.sub_type': {
    surface: 'menu',
    code: 40024,
    text: 'invalid sub button type',
    certainty: 'documented',
    source: MENU,
  },
  'menu.sub_name': {
    surface: 'menu',
    code: 40025,
    text: 'invalid sub button name size',
    certainty: 'documented',
    source: `${MENU}: 60 bytes`,
  },
  'menu.sub_key': {
    surface: 'menu',
    code: 40026,
    text: 'invalid sub button key size',
    certainty: 'documented',
    source: `${MENU}: 128 bytes`,
  },
  'menu.sub_url': {
    surface: 'menu',
    code: 40027,
    text: 'invalid sub button url size',
    certainty: 'documented',
    source: `${MENU}: 1,024 bytes`,
  },
  'menu.charset': {
    surface: 'menu',
    code: 40033,
    text: 'invalid charset. please check your request, if include \\uxxxx will create fail!',
    certainty: 'documented',
    source: `${MENU}: raw UTF-8 only`,
  },
  'menu.sub_address': {
    surface: 'menu',
    code: 40054,
    text: 'invalid sub button url domain',
    certainty: 'documented',
    source: `${MENU}: neither http nor https`,
  },
  'menu.address': {
    surface: 'menu',
    code: 40055,
    text: 'invalid button url domain',
    certainty: 'documented',
    source: `${MENU}: neither http nor https`,
  },
  'menu.none': {
    surface: 'menu',
    code: 46003,
    text: 'menu no exist',
    certainty: 'documented',
    source: ERROR_CODES,
  },
  'scan.code': {
    surface: 'scan',
    code: null,
    text: '该二维码已失效',
    certainty: 'unsure',
    source: `${QR_CODE}: temporary ones lapse; what the phone then shows is a guess`,
  },
  'jssdk.appid': {
    surface: 'jssdk',
    code: null,
    text: 'invalid appid',
    certainty: 'unsure',
    wording: 'guessed',
    source: 'wx.config with an appId nobody has, or a website app’s',
  },
  'jssdk.domain': {
    surface: 'jssdk',
    code: null,
    text: 'invalid url domain',
    certainty: 'documented',
    source: `${JSSDK}: the page does not lie on a JS接口安全域名; sub-domains are taken not to be covered`,
  },
  'jssdk.signature': {
    surface: 'jssdk',
    code: null,
    text: 'invalid signature',
    certainty: 'documented',
    source: `${JSSDK}: another ticket, nonce, time or address than was signed; which is looked at first, domain or signature, is not known`,
  },
  'jssdk.permission': {
    surface: 'jssdk',
    code: null,
    text: 'permission denied',
    certainty: 'documented',
    source: `${JSSDK}: the call is not in jsApiList, or wx.config was refused`,
  },
} as const satisfies Record<string, Omit<Rule, 'id'>>;

export type RuleId = keyof typeof RULES;

/** The table as rows. */
export function listRules(): Rule[] {
  return Object.entries(RULES).map(([id, rule]) => ({ id, ...rule }));
}

/** What a rule's text may leave open, by name: `{ip}`. */
export type RuleDetails = Readonly<Record<string, string>>;

/** A rule's text with what it leaves open filled in. */
export function filledIn(text: string, details: RuleDetails): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => details[name] ?? whole);
}

/** The platform says no, by this rule. */
export class Refusal extends Error {
  constructor(
    readonly ruleId: RuleId,
    readonly details: RuleDetails = {},
  ) {
    super(filledIn(RULES[ruleId].text, details));
  }

  get rule(): Rule {
    return { id: this.ruleId, ...RULES[this.ruleId] };
  }
}
