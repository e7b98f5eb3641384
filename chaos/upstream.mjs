// A stand-in for api.weixin.qq.com on loopback: tokens, tickets, the cheap call that tells a live token from a dead one.
// It keeps a journal of every request and can be told to misbehave. The journal and `judge` are what chaos is measured by.
import { createServer } from 'node:http';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { digest, TokenLedger } from './token-ledger.mjs';

const FAMILY = {
  '/cgi-bin/stable_token': 'stable',
  '/cgi-bin/token': 'classic',
  '/cgi-bin/ticket/getticket': 'ticket',
  '/cgi-bin/get_api_domain_ip': 'check',
  '/cgi-bin/user/info': 'info',
};
const ERRMSG = {
  [-1]: 'system error',
  40001: 'invalid credential, access_token is invalid or not latest',
  40013: 'invalid appid',
  40125: 'invalid appsecret',
  40164: 'invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist',
  41002: 'appid missing',
  42001: 'access_token expired',
  43002: 'require POST method',
  45009: 'reach max api daily quota limit',
  45011: 'api minute-quota reach limit mustslower retry next minute',
};

/**
 * Starts it with one door (a port of its own) per instance, so that the journal tells who asked; the last door is the
 * stranger's. Any appid is served; an account that was given a secret refuses another one with 40125.
 */
export async function startUpstream({ doors = 1 } = {}) {
  const upstream = new Upstream();
  await upstream.open(doors + 1);
  return upstream;
}

class Upstream {
  journal = [];
  #accounts = new Map();
  #rules = [];
  #servers = [];
  #seq = 0;

  async open(doors) {
    for (let door = 0; door < doors; door++) {
      const server = createServer((request, response) => {
        this.#serve(door, request, response).catch(() => request.socket.destroy());
      });
      server.keepAliveTimeout = 60_000;
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      this.#servers.push(server);
    }
  }

  /** The address of one door; without a number the stranger's. */
  url(door = this.#servers.length - 1) {
    return `http://127.0.0.1:${this.#servers[door].address().port}`;
  }

  /** Which door the stranger uses. */
  get strangersDoor() {
    return this.#servers.length - 1;
  }

  /** What is known of an appid; made on first use. */
  account(appId, { secret = null, rules = {}, mint = newValue } = {}) {
    let account = this.#accounts.get(appId);
    if (!account) {
      account = { appId, secret, ledger: new TokenLedger({ now: () => performance.now(), mint, rules }) };
      this.#accounts.set(appId, account);
    }
    return account;
  }

  /**
   * Makes requests go wrong until `remove()`. Which: `appId`, `family`, `door`, `force`, `times` (how many), or `when(request)`.
   * How: `arriveAfterMs` (travels to us), `answerAfterMs` (travels back, already counted), `errcode` with `errmsg`, `status`
   * and `text` (garbage), `answer` (fields to put in the place of ours), `hang`, `reset`. `beforeArrival` is a promise
   * that the request waits for on its way to us, `heldUntil` one that the answer waits for on its way back.
   */
  rule(rule) {
    const kept = { times: Infinity, hits: 0, ...rule, remove: () => this.#drop(kept) };
    this.#rules.push(kept);
    return kept;
  }

  /** All is well again for everybody, or for one appid. */
  heal(appId) {
    this.#rules = appId === undefined ? [] : this.#rules.filter((rule) => rule.appId !== appId);
  }

  /** See {@link TokenLedger.judge}; asks every account. */
  judge(value) {
    for (const { ledger } of this.#accounts.values()) {
      const judged = ledger.judge(value);
      if (judged.state !== 'unknown') return judged;
    }
    return { works: false, state: 'unknown', by: null, sinceMs: 0 };
  }

  /** Requests by `appId`, `family`, `door` and `since` (a `seq`), oldest first. */
  calls({ since = 0, ...wanted } = {}) {
    return this.journal.filter(
      (entry) =>
        entry.seq > since && Object.entries(wanted).every(([field, value]) => entry[field] === value),
    );
  }

  /** Requests for tokens, of either family. */
  fetches({ appId, since = 0 }) {
    return this.calls({ appId, since }).filter(({ family }) => family === 'stable' || family === 'classic');
  }

  /** The newest entry's number. */
  get seq() {
    return this.#seq;
  }

  async close() {
    for (const server of this.#servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  #drop(rule) {
    this.#rules = this.#rules.filter((each) => each !== rule);
  }

  async #serve(door, request, response) {
    const url = new URL(request.url, 'http://upstream');
    const family = FAMILY[url.pathname];
    const body = await textOf(request).catch(() => null);
    if (body === null) return;
    const asked = this.#understand(family, request.method, url.searchParams, body);
    const entry = {
      seq: ++this.#seq,
      at: performance.now(),
      door,
      port: request.socket.remotePort,
      family: family ?? url.pathname,
      appId: asked.account?.appId ?? null,
      force: asked.force ?? false,
      outcome: null,
      digest: asked.token ? digest(asked.token) : null,
      answeredAt: null,
      endedAt: null,
    };
    this.journal.push(entry);
    response.once('close', () => (entry.endedAt = performance.now()));
    const rule = this.#pick(entry);
    if (rule?.arriveAfterMs) await pause(rule.arriveAfterMs);
    await rule?.beforeArrival;
    const answer = rule
      ? misbehave(rule, entry, () => this.#answer(asked, entry))
      : this.#answer(asked, entry);
    if (rule?.answerAfterMs) await pause(rule.answerAfterMs);
    if (rule?.heldUntil) await rule.heldUntil;
    if (answer === 'hang') return;
    entry.answeredAt = performance.now();
    if (answer === 'reset') request.socket.resetAndDestroy();
    else send(response, answer);
  }

  #pick(entry) {
    const matches = (rule) =>
      rule.hits < rule.times &&
      ['appId', 'family', 'door', 'force'].every(
        (field) => rule[field] === undefined || rule[field] === entry[field],
      ) &&
      (rule.when?.(entry) ?? true);
    const rule = this.#rules.find(matches);
    if (rule) rule.hits += 1;
    return rule;
  }

  /** Who asks for what, as far as it can be told from the request. */
  #understand(family, method, query, body) {
    if (family === 'stable') {
      if (method !== 'POST') return { errcode: 43002 };
      const asked = readJson(body);
      const account = asked.appid ? this.account(asked.appid) : null;
      return { family, account, secret: asked.secret, force: asked.force_refresh === true };
    }
    if (family === 'classic') {
      const appId = query.get('appid');
      return { family, account: appId ? this.account(appId) : null, secret: query.get('secret') };
    }
    const token = query.get('access_token') ?? '';
    const account = [...this.#accounts.values()].find(
      ({ ledger }) => ledger.judge(token).state !== 'unknown',
    );
    return { family, account: account ?? null, token, openid: query.get('openid') };
  }

  #answer(asked, entry) {
    const { family, account, secret, force } = asked;
    if (asked.errcode) return refusal(asked.errcode, entry);
    if (family === 'stable' || family === 'classic') {
      if (!account) return refusal(41002, entry);
      if (account.secret !== null && account.secret !== secret) return refusal(40125, entry);
      const issued = account.ledger[family]({ force, by: entry.door });
      if (issued.errcode) return refusal(issued.errcode, entry);
      Object.assign(entry, { outcome: 'ok', digest: digest(issued.value), value: issued.value });
      return { access_token: issued.value, expires_in: issued.expiresIn };
    }
    if (family === undefined) return { status: 404, text: 'not found' };
    const judged = this.judge(asked.token);
    if (!judged.works) return refusal(judged.state === 'expired' ? 42001 : 40001, entry);
    entry.outcome = 'ok';
    if (family === 'info')
      return { subscribe: 1, openid: asked.openid, language: 'zh_CN', subscribe_time: 1700000000 };
    if (family === 'check') return { ip_list: ['101.89.47.18', '101.91.34.103'] };
    return {
      errcode: 0,
      errmsg: 'ok',
      ticket: `bxLd${randomBytes(60).toString('base64url')}`,
      expires_in: 7200,
    };
  }
}

/** `ours` is called when the request counts upstream although its answer is spoilt. */
function misbehave(rule, entry, ours) {
  if (rule.errcode !== undefined) return refusal(rule.errcode, entry, rule.errmsg);
  if (rule.hang || rule.reset) {
    entry.outcome = rule.hang ? 'hang' : 'reset';
    return entry.outcome;
  }
  if (rule.text !== undefined) {
    entry.outcome = 'garbage';
    return { status: rule.status ?? 200, text: rule.text };
  }
  const answer = ours();
  return rule.answer ? { ...answer, ...rule.answer } : answer;
}

function refusal(errcode, entry, errmsg = ERRMSG[errcode] ?? 'refused') {
  entry.outcome = errcode;
  return { errcode, errmsg: `${errmsg} rid: 6553a1b2-0c4d5e6f-11223344` };
}

function send(response, answer) {
  const plain = answer.text !== undefined;
  const body = plain ? answer.text : JSON.stringify(answer);
  response.writeHead(plain ? answer.status : 200, {
    // WeChat says text/plain of its JSON.
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

async function textOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

function readJson(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

/** As long as WeChat's are. */
function newValue() {
  return `80_${randomBytes(84).toString('base64url')}`;
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
