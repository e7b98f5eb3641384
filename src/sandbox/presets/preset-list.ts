import { fetchAsStranger } from '../global-tokens/stranger.js';
import type { FaultRule } from '../traffic/faults.js';
import type { Preset } from './preset.js';

const EXCHANGE = '/sns/oauth2/access_token';
const HANDS_OUT_CODES = '/connect/*';

/** The same fault at every address that servers call. */
const everywhere = (fault: Omit<FaultRule, 'path'>): FaultRule[] => [
  { path: '/sns/*', ...fault },
  { path: '/cgi-bin/*', ...fault },
];

/** The ready presets, in the order of the inspector's buttons. */
export const PRESETS: readonly Preset[] = [
  {
    id: 'double-callback-parallel',
    kind: 'faults',
    title: { zh: '回调来两次 · 同时', en: 'Callback twice, at once' },
    gloss: {
      zh: '同一个 code 和 state，两个请求同时到',
      en: 'The same code and state in two requests at once',
    },
    rules: [{ path: HANDS_OUT_CODES, doubleCallback: 'parallel' }],
  },
  {
    id: 'double-callback-sequential',
    kind: 'faults',
    title: { zh: '回调来两次 · 先后', en: 'Callback twice, in a row' },
    gloss: {
      zh: '别人先到一次，用户随后带着用过的 code 到',
      en: 'One visit first; the visitor follows with the used code',
    },
    rules: [{ path: HANDS_OUT_CODES, doubleCallback: 'sequential' }],
  },
  {
    id: 'double-callback-other-code',
    kind: 'faults',
    title: { zh: '回调来两次 · 不同 code', en: 'Callback twice, another code' },
    gloss: { zh: 'state 相同，code 不同', en: 'The same state, two codes' },
    rules: [{ path: HANDS_OUT_CODES, doubleCallback: 'other_code' }],
  },
  {
    id: 'code-used',
    kind: 'faults',
    title: { zh: 'code 已被用过', en: 'The code was used' },
    gloss: { zh: 'code 换 token 一律 40163', en: 'Each code exchange answers 40163' },
    rules: [{ path: EXCHANGE, errcode: 40163 }],
  },
  {
    id: 'slow',
    kind: 'faults',
    title: { zh: '微信很慢', en: 'WeChat is slow' },
    gloss: { zh: '接口 3 秒后才应答', en: 'Its APIs answer after three seconds' },
    rules: everywhere({ latencyMs: 3000 }),
  },
  {
    id: 'down',
    kind: 'faults',
    title: { zh: '微信挂了', en: 'WeChat is down' },
    gloss: { zh: '接口的连接一律被断开', en: 'Its APIs cut every connection' },
    rules: everywhere({ drop: 'before' }),
  },
  {
    id: 'busy',
    kind: 'faults',
    title: { zh: '时不时 -1', en: '-1 now and then' },
    gloss: {
      zh: '三成请求“系统繁忙”，按种子可重现',
      en: 'Three calls in ten: system error; the seed repeats them',
    },
    rules: everywhere({ errcode: -1, probability: 0.3, seed: 1 }),
  },
  {
    id: 'lost-answer',
    kind: 'faults',
    title: { zh: '应答丢了', en: 'The answer is lost' },
    gloss: { zh: '事情办成了，连接却断了', en: 'The call takes effect, then the connection is cut' },
    rules: everywhere({ drop: 'after' }),
  },
  {
    id: 'half-answer',
    kind: 'faults',
    title: { zh: '只来一半', en: 'Half an answer' },
    gloss: { zh: 'JSON 写到一半连接就断', en: 'The connection is cut in the middle of the JSON' },
    rules: everywhere({ half: 'cut' }),
  },
  {
    id: 'wrong-type',
    kind: 'faults',
    title: { zh: '类型不对', en: 'Wrong type' },
    gloss: {
      zh: '一张 HTML 登录页，状态 200',
      en: 'An HTML page with status 200, as a captive portal sends',
    },
    rules: everywhere({ body: '<html><title>Login</title></html>', contentType: 'text/html', status: 200 }),
  },
  {
    id: 'bad-gateway',
    kind: 'faults',
    title: { zh: '502', en: '502' },
    gloss: { zh: '网关的错误页', en: "The gateway's error page" },
    rules: everywhere({ status: 502 }),
  },
  {
    id: 'quota-used-up',
    kind: 'faults',
    title: { zh: '额度用尽', en: 'The quota is used up' },
    gloss: { zh: 'cgi-bin 一律 45009', en: 'Each cgi-bin call answers 45009' },
    rules: [{ path: '/cgi-bin/*', errcode: 45009 }],
  },
  {
    id: 'whitelist-removed',
    kind: 'setting',
    title: { zh: 'IP 被移出白名单', en: 'Off the IP whitelist' },
    gloss: { zh: '取全局 token 一律 40164', en: 'Fetching a global token answers 40164' },
    change: { ipWhitelist: ['203.0.113.1'] },
  },
  {
    id: 'stranger',
    kind: 'blow',
    title: { zh: '别人取了 token', en: 'A stranger fetches the token' },
    gloss: {
      zh: '另一套程序调了 /cgi-bin/token：经典方式取的只剩五分钟，stable_token 不受影响',
      en: 'Another program calls /cgi-bin/token: a classic token has five minutes left, a stable one is untouched',
    },
    strike: (world, account) => void fetchAsStranger(account, 'classic', false, world),
  },
  {
    id: 'stranger-forces',
    kind: 'blow',
    title: { zh: '别人强制刷新', en: 'A stranger forces a renewal' },
    gloss: {
      zh: 'stable_token 强制刷新：你的立刻作废',
      en: 'stable_token with force: yours is void at once',
    },
    strike: (world, account) => void fetchAsStranger(account, 'stable', true, world),
  },
  {
    id: 'tokens-void',
    kind: 'blow',
    title: { zh: '全局 token 全部作废', en: 'All global tokens are void' },
    gloss: { zh: '手上的 token 从此 40001', en: 'What you hold answers 40001 from now on' },
    strike: (world, { appId }) => world.globalTokens.void(appId),
  },
  {
    id: 'secret-reset',
    kind: 'blow',
    title: { zh: 'AppSecret 被重置', en: 'The AppSecret is reset' },
    gloss: {
      zh: '旧密钥从此 40125；“全部重来”可恢复',
      en: 'The old one answers 40125; starting over restores it',
    },
    strike: (world, { key }) => world.resetSecret(key, world.random.bytes(16).toString('hex')),
  },
];
