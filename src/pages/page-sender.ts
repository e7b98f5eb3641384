import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { readCookie, writeCookie } from '../kernel/http/cookies.js';
import { PublicAddress } from '../kernel/http/public-address.js';
import { chooseLanguage, type Language } from './language.js';
import { Pages } from './pages.js';

const LANGUAGE_COOKIE = 'lingpai-lang';
const A_YEAR_SECONDS = 365 * 24 * 60 * 60;

/** The headers of every page, as a dependency. */
export abstract class PageHeaders {
  abstract readonly common: Readonly<Record<string, string>>;
  /** Those of a page that sets a share card, and so loads WeChat's JS-SDK; as `common` when absent. */
  readonly sharing?: Readonly<Record<string, string>>;
}

/** Sends pages to visitors: in their language, never cached, with the headers that keep other origins out. */
@Injectable()
export class PageSender {
  constructor(
    private readonly pages: Pages,
    private readonly headers: PageHeaders,
    private readonly address: PublicAddress,
  ) {}

  /** Sends one page. Cookies already set on the response go with it. */
  send(
    request: IncomingMessage,
    response: ServerResponse,
    status: number,
    render: (pages: Pages, language: Language) => string,
    { sharing = false }: { readonly sharing?: boolean } = {},
  ): void {
    const asked = askedLanguage(request);
    const language = this.languageOf(request, asked);
    if (asked) {
      const cookie = { secure: this.address.secure, maxAgeSeconds: A_YEAR_SECONDS };
      response.appendHeader('set-cookie', writeCookie(LANGUAGE_COOKIE, language, cookie));
    }
    const body = Buffer.from(render(this.pages, language), 'utf8');
    const headers = (sharing && this.headers.sharing) || this.headers.common;
    response.writeHead(status, { ...headers, 'Content-Length': body.length });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  private languageOf({ headers }: IncomingMessage, query: string | undefined): Language {
    return chooseLanguage({
      query,
      cookie: readCookie(headers.cookie, LANGUAGE_COOKIE) ?? undefined,
      userAgent: headers['user-agent'],
      acceptLanguage: headers['accept-language'],
    });
  }
}

function askedLanguage({ url = '' }: IncomingMessage): string | undefined {
  return /[?&]lang=([A-Za-z_-]{2,12})(?:&|$)/.exec(url)?.[1];
}
