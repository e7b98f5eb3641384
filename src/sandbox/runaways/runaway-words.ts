import type { Worded } from '../presets/preset.js';
import type { Runaway } from './runaway.js';

const TOKEN_REFUSED: Worded = {
  zh: 'token 一被拒绝就马上重来，没有上限：重取之后用的还是旧 token（缓存没有换），或者另一个程序每次都把新的挤掉。一次调用最多重取一次。',
  en: 'It starts over whenever the token is refused, without limit: it fetches a new token and goes on using the old one, or another program voids each new one. Renew once per call at most.',
};
const CODE_REFUSED: Worded = {
  zh: '同一个 code 换了又换：code 只能用一次、五分钟有效，再试也不会好。应重新发起授权，最多一次。',
  en: 'It exchanges the same code again and again: a code is good once, for five minutes. Send the visitor to authorize again, once at most.',
};
const SETTING_REFUSED: Worded = {
  zh: '这是设置不对（AppID、AppSecret、IP 白名单或接口权限），重试不会好：应当停下来报告。',
  en: 'A setting is wrong (AppID, AppSecret, IP whitelist or what the account may do); no retry mends it. It should stop and say so.',
};
const TOO_FAST: Worded = {
  zh: '额度已经用完，还在继续调用：每分钟的额度等下一分钟，每天的等北京零点。',
  en: 'The quota is used up and it goes on calling: wait for the next minute, or for midnight in Beijing where it is the day’s.',
};
const REFUSED: Worded = {
  zh: '被拒绝后不停顿地重试，没有上限。重试要隔一会儿，越来越久，并且到几次为止；改不了的错误不要重试。',
  en: 'It retries without a pause and without limit. Wait before a retry, longer each time, and give up after a few; what no retry mends is not to be retried.',
};

const CAUSES_BY_ERRCODE: ReadonlyMap<number, Worded> = new Map([
  ...[40001, 40014, 42001, 41001].map((code) => [code, TOKEN_REFUSED] as const),
  ...[40029, 40163, 42003].map((code) => [code, CODE_REFUSED] as const),
  ...[40013, 40125, 40164, 40243, 48001, 50004, 61024, 89501, 89503].map(
    (code) => [code, SETTING_REFUSED] as const,
  ),
  ...[45009, 45011].map((code) => [code, TOO_FAST] as const),
]);

const TOKEN_NOT_KEPT: Worded = {
  zh: '每次调用都去取 token，没有把它存下来：token 两小时有效，应由一个进程取、大家共用。',
  en: 'It fetches a token for each call and keeps none: one is good for two hours. Let one process fetch it, and share it.',
};
const TICKET_NOT_KEPT: Worded = {
  zh: '每个页面都去取 ticket，没有把它存下来：ticket 两小时有效。',
  en: 'It fetches a ticket for each page and keeps none: one is good for two hours.',
};
const ONE_BY_ONE: Worded = {
  zh: '一个一个地查用户：user/info/batchget 一次可查一百个；也可能是递归没有出口。',
  en: 'It asks for users one by one: user/info/batchget takes a hundred at once. Or a recursion has no end.',
};
const NO_PAUSE: Worded = {
  zh: '循环或递归没有出口，或者结果没有存下来、每次都重新问。',
  en: 'A loop or a recursion has no end, or an answer is not kept and asked for each time.',
};
const CAUSES_BY_PATH: Readonly<Record<string, Worded>> = {
  '/cgi-bin/token': TOKEN_NOT_KEPT,
  '/cgi-bin/stable_token': TOKEN_NOT_KEPT,
  '/cgi-bin/ticket/getticket': TICKET_NOT_KEPT,
  '/cgi-bin/user/info': ONE_BY_ONE,
};

const LOGIN_LOOP: Worded = {
  zh: '登录后页面还是不认得这个人：登录状态的 Cookie 没有留住（Secure 用在了 http 上、Domain 或 SameSite 不对、换了主机名或 127.0.0.1 与 localhost 混用），或者回调出错、没有 code 时又跳去授权。回调失败最多再试一次，然后给一个看得懂的页面。',
  en: 'The page does not know the visitor after the login: the session’s cookie is not kept (Secure over http, another Domain or SameSite, another host name, or 127.0.0.1 mixed with localhost), or a callback that failed or has no code sends them to authorize again. Try once more at most, then show a page.',
};

/** What happens, and what is the likely cause. */
export interface RunawayWords {
  readonly what: Worded;
  readonly cause: Worded;
}

/** A runaway in plain words. */
export function wordsOf({ kind, path, count, errcode, persona }: Runaway): RunawayWords {
  if (kind === 'logins') {
    return {
      what: {
        zh: `${persona} 被 ${path} 接连送去授权 ${count} 次，停不下来。`,
        en: `${path} sent ${persona} to authorize ${count} times in a row, without a pause.`,
      },
      cause: LOGIN_LOOP,
    };
  }
  if (kind === 'refused_calls') {
    return {
      what: {
        zh: `一秒内有 ${count} 次 ${path} 被拒绝（${errcode}），程序仍在调用。`,
        en: `${path} was refused ${count} times within a second (${errcode}), and the program goes on.`,
      },
      cause: CAUSES_BY_ERRCODE.get(errcode) ?? REFUSED,
    };
  }
  return {
    what: {
      zh: `一个程序一秒内调用了 ${count} 次 ${path}。`,
      en: `One program called ${path} ${count} times within a second.`,
    },
    cause: CAUSES_BY_PATH[path] ?? NO_PAUSE,
  };
}
