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
  readonly surface: 'authorize' | 'qrconnect' | 'sns';
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
} as const satisfies Record<string, Omit<Rule, 'id'>>;

export type RuleId = keyof typeof RULES;

/** The table as rows. */
export function listRules(): Rule[] {
  return Object.entries(RULES).map(([id, rule]) => ({ id, ...rule }));
}

/** The platform says no, by this rule. */
export class Refusal extends Error {
  constructor(readonly ruleId: RuleId) {
    super(RULES[ruleId].text);
  }

  get rule(): Rule {
    return { id: this.ruleId, ...RULES[this.ruleId] };
  }
}
