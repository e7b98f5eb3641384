import type { TokenMode } from '../accounts/account.entity.js';
import { meaningOf } from '../wechat/errcodes.js';
import type { Verdict } from '../wechat/token/token-api.js';

/** Why a global token died before its time, or why somebody thought so. */
export type Cause =
  /** Somebody else with this appid and secret asked `/cgi-bin/token`, which supersedes ours. */
  | 'fetched_elsewhere'
  /** Somebody else with this appid and secret forced a renewal of the stable token. */
  | 'forced_elsewhere'
  /** An answer to ourselves came so late that another instance had renewed meanwhile, and was the newer one upstream. */
  | 'own_late_answer'
  | 'secret_reset'
  | 'secret_frozen'
  | 'account_state'
  /** Its time was over. */
  | 'lapsed'
  /** WeChat calls it dead and gives the same one again. */
  | 'unexplained'
  /** WeChat could not be asked about it. */
  | 'unverified'
  /** The caller used a token that had been replaced, and was past its overlap: its call waited too long. */
  | 'late_caller'
  /** The caller used a token that was replaced a moment ago. */
  | 'stale_copy'
  /** The caller used a token that we never gave out. */
  | 'foreign_token';

/** What is known when a token turns out dead and WeChat has given another. */
export interface Death {
  readonly mode: TokenMode;
  /** What WeChat said of the token when asked; null when it was not asked. */
  readonly verdict: Verdict | null;
  /** How long it should have lived on, in seconds. */
  readonly lifeLeftSeconds: number;
  /** The plain stable call answered with another token already. */
  readonly replacedAlready: boolean;
  /** Since it was fetched, an answer of our own came too late. */
  readonly lateAnswer: boolean;
}

/** In its last minutes a stable token is replaced by WeChat itself. */
const ROLLOVER_SECONDS = 300;

/** Why it died, as well as can be told. */
export function causeOf({ mode, verdict, lifeLeftSeconds, replacedAlready, lateAnswer }: Death): Cause {
  if (lifeLeftSeconds <= 0) return 'lapsed';
  if (lateAnswer) return 'own_late_answer';
  if (mode === 'stable') {
    if (!replacedAlready) return verdict === 'dead' ? 'unexplained' : 'unverified';
    return lifeLeftSeconds <= ROLLOVER_SECONDS ? 'lapsed' : 'forced_elsewhere';
  }
  return verdict === 'dead' ? 'fetched_elsewhere' : 'unverified';
}

const CAUSE_OF_FAILURE: Readonly<Record<string, Cause>> = {
  40001: 'secret_reset',
  40125: 'secret_reset',
  40243: 'secret_frozen',
  40013: 'account_state',
  50004: 'account_state',
  50007: 'account_state',
  61024: 'account_state',
};

/** What a refused renewal tells of a token that was found dead; null when it tells nothing. */
export function causeBehind(failure: string): Cause | null {
  return CAUSE_OF_FAILURE[failure] ?? null;
}

/** Causes and failures in plain words, with what to do. */
export interface Advice {
  readonly what: string;
  readonly remedy: string;
}

const ADVICE: Readonly<Record<string, Advice>> = {
  fetched_elsewhere: {
    what: 'Somebody else with this appid and secret asked WeChat for a classic token, which superseded ours.',
    remedy:
      'Find the other server or environment and point it here (GET /api/v1/accounts/<key>/token), or give tests an account of their own; WECHAT_TOKEN_MODE=stable is not touched by classic calls.',
  },
  forced_elsewhere: {
    what: 'Somebody else with this appid and secret forced a new stable token, which voided ours.',
    remedy: 'Find the program that calls stable_token with force_refresh and let it ask here instead.',
  },
  own_late_answer: {
    what: 'An answer from WeChat came to one of our instances so late that another had renewed meanwhile.',
    remedy:
      'Nothing is needed; if it happens often, look why that instance stands still, or use stable mode.',
  },
  secret_reset: {
    what: 'WeChat does not know the AppSecret any more: it was reset, or entered wrongly.',
    remedy: 'Enter the present one: lingpai account rotate-secret <key>, or WECHAT_APP_SECRET for main.',
  },
  secret_frozen: {
    what: 'The AppSecret is frozen.',
    remedy: 'Unfreeze it in the WeChat console (开发 → 基本配置); it takes ten minutes to count.',
  },
  account_state: {
    what: 'WeChat does not issue tokens to this account: wrong appid, frozen, or managed by a third-party platform.',
    remedy: 'Check the appid and the account’s state in the console of WeChat.',
  },
  lapsed: { what: 'Its time was over.', remedy: 'Nothing is needed.' },
  unexplained: {
    what: 'WeChat called it dead and went on giving the same one; a renewal was forced.',
    remedy: 'If it happens again, look for another program that forces renewals.',
  },
  unverified: {
    what: 'A caller reported it dead; WeChat could not be asked about it.',
    remedy: 'Nothing is needed unless it happens again.',
  },
  late_caller: {
    what: 'A caller used a token long after it had been replaced: its call waited in a queue, or it keeps tokens too long.',
    remedy: 'Let callers ask for the token right before each call and keep it a minute at most.',
  },
  stale_copy: {
    what: 'A caller used a token that had just been replaced.',
    remedy: 'Nothing is needed: callers keep a token a minute at most and report it when WeChat refuses it.',
  },
  foreign_token: {
    what: 'A caller used a token that was never given out here: some code fetches its own.',
    remedy: 'Find the code that calls /cgi-bin/token or stable_token itself and let it ask here.',
  },
  unreachable: {
    what: 'WeChat does not answer.',
    remedy: 'Look at the network between this server and api.weixin.qq.com; lingpai doctor tells more.',
  },
  unreadable: {
    what: 'What answers is not WeChat, or not in order.',
    remedy: 'Look at WECHAT_API_URL and at proxies on the way.',
  },
  40164: {
    what: 'The address of this server is not on the account’s IP whitelist.',
    remedy: 'Add it in the WeChat console (开发 → 基本配置 → IP白名单).',
  },
  45009: {
    what: 'The account’s daily quota for fetching tokens is used up.',
    remedy:
      'Wait for midnight in Beijing, or reset the quota in the console and then run lingpai token refresh. Somebody fetches far too often: find out who.',
  },
  45011: { what: 'Too many calls within this minute.', remedy: 'Nothing is needed; we wait a minute.' },
  89501: {
    what: 'An administrator of the account must confirm this server.',
    remedy: 'Confirm the message that WeChat sent to the administrator.',
  },
  89506: {
    what: 'An administrator refused this server for a day.',
    remedy: 'Put this server on the IP whitelist.',
  },
  89507: {
    what: 'An administrator refused this server for an hour.',
    remedy: 'Put this server on the IP whitelist.',
  },
  'token.force_budget': {
    what: 'WeChat lets a stable token be forced 20 times a day and every 30 seconds; that is used up.',
    remedy: 'Find out who reports tokens dead so often (lingpai token show).',
  },
};

const ALIASES: Readonly<Record<string, string>> = {
  40001: 'secret_reset',
  40125: 'secret_reset',
  40243: 'secret_frozen',
  40013: 'account_state',
  50004: 'account_state',
  50007: 'account_state',
  61004: '40164',
  61024: 'account_state',
  89503: '89501',
};

const ADDRESS = /invalid ip ([0-9.]{7,15}|[0-9a-f.]*:[0-9a-f:.]{1,43})(?=[\s,]|$)/i;

/** What to tell an operator of a cause or a failure; for 40164 with the address to whitelist, which WeChat names. */
export function adviceOn(causeOrFailure: string, detail = ''): Advice {
  const advice = ADVICE[ALIASES[causeOrFailure] ?? causeOrFailure] ?? adviceOnOthers(causeOrFailure, detail);
  const address = ADDRESS.exec(detail)?.[1];
  return address ? { ...advice, remedy: `${advice.remedy} The address is ${address}.` } : advice;
}

/** What has no advice of its own: an errcode, of which we know the meaning at least, or a failure on our side. */
function adviceOnOthers(failure: string, detail: string): Advice {
  return /^-?\d+$/.test(failure)
    ? {
        what: `WeChat refused with ${failure}: ${meaningOf(Number(failure)).meaning}.`,
        remedy: 'Look the code up in WeChat’s documentation.',
      }
    : { what: detail || 'Something went wrong on our side.', remedy: 'Look into the log.' };
}
