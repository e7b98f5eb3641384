import { CookieJar } from './visitor-cookies.js';
import type { Answer, Network } from './visitor-network.js';

/** WeChat's browser on an Android phone, set to Chinese. */
export const WECHAT_BROWSER =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0 ' +
  'Mobile Safari/537.36 MMWEBID/4242 MicroMessenger/8.0.50.2701(0x28003255) Process/tools WeChat/arm64 NetType/WIFI Language/zh_CN';

/** A browser on a desk, outside WeChat. */
export const DESKTOP_BROWSER =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36';

const MAX_HOPS = 15;

/** Where a visitor is, and through which answers they came there. */
export interface Journey {
  readonly answers: readonly Answer[];
  /** The last answer: the page they see, or the redirect that was not followed. */
  readonly last: Answer;
  /** What the address bar shows: the last address, its fragment included. */
  readonly address: string;
  /** Where the redirect that was not followed would have led. */
  readonly ahead: string | null;
}

/** Whose phone it is, and how they behave. */
export interface VisitorSettings {
  /** The origin of the server under test. */
  readonly origin: string;
  readonly network: Network;
  /** A persona of the sandbox. */
  readonly persona: string;
  readonly userAgent?: string;
  /** What they tap on WeChat's consent sheet; null leaves it open. */
  readonly consents?: 'allow' | 'deny' | null;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly jar?: CookieJar;
}

/** One browser of one persona: keeps cookies, follows redirects one by one and remembers each. */
export class Visitor {
  readonly jar: CookieJar;

  constructor(readonly settings: VisitorSettings) {
    this.jar = settings.jar ?? new CookieJar();
  }

  /** Somebody with these differences; unless told, with a copy of the cookies. */
  fork(changes: Partial<VisitorSettings> = {}): Visitor {
    return new Visitor({ ...this.settings, jar: new CookieJar(this.jar), ...changes });
  }

  /** The value of a cookie of the server under test. */
  cookie(name: string): string | undefined {
    return this.jar.get(new URL(this.settings.origin).hostname, name);
  }

  /** One request, no redirect followed; cookies are sent and kept. */
  async send(
    method: string,
    target: string | URL,
    options: { headers?: Readonly<Record<string, string>>; body?: string } = {},
  ): Promise<Answer> {
    const { origin, network, persona, userAgent = WECHAT_BROWSER, consents, headers } = this.settings;
    const url = new URL(target, origin);
    const cookie = this.jar.header(url);
    const answer = await network.send({
      method,
      url,
      body: options.body,
      headers: {
        'user-agent': userAgent,
        accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
        'x-sandbox-persona': persona,
        ...(consents ? { 'x-sandbox-auto-consent': consents } : {}),
        ...(cookie === undefined ? {} : { cookie }),
        ...headers,
        ...options.headers,
      },
    });
    this.jar.store(url, answer.cookies);
    return answer;
  }

  /** One request as a script on a page of this server makes it. */
  async ask(method: string, target: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.send(method, target, {
      headers: {
        accept: 'application/json',
        'sec-fetch-site': 'same-origin',
        'sec-fetch-mode': 'cors',
        ...headers,
      },
    });
  }

  /**
   * Opens an address and follows its redirects as a browser does, up to `before` (a pattern that the next
   * address matches) or to an origin that no server of this test answers for.
   */
  async open(target: string, options: { before?: RegExp } = {}): Promise<Journey> {
    return this.follow([], new URL(target, this.settings.origin), options.before);
  }

  /** Opens an address up to the callback, and answers the callback's address: a code and a state, not yet used. */
  async untilCallback(target: string): Promise<string> {
    const { ahead, last } = await this.open(target, { before: /\/callback\?/ });
    if (ahead === null || !/\/callback\?/.test(ahead))
      throw new Error(`no callback came: ${last.status} ${last.url}`);
    return ahead.replace(/#.*$/, '');
  }

  /** Taps a button of WeChat's consent sheet, which `sheet` shows. */
  async tap(sheet: Journey, answer: 'allow' | 'deny', options: { before?: RegExp } = {}): Promise<Journey> {
    const consent = /name="consent" value="(\w+)"/.exec(sheet.last.body)?.[1];
    if (!consent) throw new Error('there is no consent sheet here');
    const url = new URL('/connect/oauth2/authorize/answer', sheet.last.url);
    const given = await this.send('POST', url, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ consent, answer }).toString(),
    });
    if (given.location === null) return { answers: [given], last: given, address: url.href, ahead: null };
    return this.follow([given], new URL(given.location, url), options.before);
  }

  private async follow(answers: Answer[], start: URL, before: RegExp | undefined): Promise<Journey> {
    let url = start;
    for (;;) {
      const came = answers.at(-1);
      if (came && (before?.test(url.href) || !this.settings.network.leadsTo(url.origin)))
        return { answers, last: came, address: came.url, ahead: url.href };
      if (answers.length > MAX_HOPS) throw new Error(`redirected for ever, now to ${url.pathname}`);
      const answer = await this.send('GET', url);
      answers.push(answer);
      if (answer.location === null || answer.status < 300 || answer.status > 399)
        return { answers, last: answer, address: url.href, ahead: null };
      const next = new URL(answer.location, url);
      // A redirect without a fragment keeps the one before it (Fetch standard, HTTP-redirect fetch).
      if (next.hash === '' && !answer.location.includes('#')) next.hash = url.hash;
      url = next;
    }
  }
}
