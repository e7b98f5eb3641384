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
  readonly surface: 'authorize' | 'qrconnect' | 'sns' | 'token' | 'cgi-bin';
  /** errcode of an answer, 错误码 of a page; null where the page shows none. */
  readonly code: number | null;
  /** errmsg, or the page's sentence. */
  readonly text: string;
  readonly source: string;
  readonly certainty: Certainty;
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
const API_MANAGEMENT = 'openApi 管理';
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
    source: `${WEB_AUTHORIZATION}: verified service accounts only`,
  },
  'authorize.must_follow': {
    surface: 'authorize',
    code: 10006,
    text: '必须关注此测试号',
    certainty: 'documented',
    source: WEB_AUTHORIZATION,
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
    source: `${USER_INFO}: unknown here, or of another account; one of a batch fails all of it`,
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
    source: `${USER_INFO}, batchget: none, or more than a hundred`,
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
    text: 'url not set',
    certainty: 'unsure',
    source: `${CALLBACK_CHECK} has the code; the wording is a guess`,
  },
  'cgi.check_action': {
    surface: 'cgi-bin',
    code: 40202,
    text: 'invalid action',
    certainty: 'unsure',
    source: `${CALLBACK_CHECK} has the code; the wording is a guess`,
  },
  'cgi.check_operator': {
    surface: 'cgi-bin',
    code: 40203,
    text: 'invalid check_operator',
    certainty: 'unsure',
    source: `${CALLBACK_CHECK} has the code; the wording is a guess`,
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
    source: `${API_MANAGEMENT}, quota/get: with a host name, or without the first slash; the wording is a guess`,
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
    details: RuleDetails = {},
  ) {
    super(filledIn(RULES[ruleId].text, details));
  }

  get rule(): Rule {
    return { id: this.ruleId, ...RULES[this.ruleId] };
  }
}
