import type { RunningApp } from './start-app.js';
import { DESKTOP_BROWSER, Visitor } from './visitor.js';
import type { Answer } from './visitor-network.js';

/** A password as an operator may have one. */
export const PASSWORD = 'correct horse battery staple';

/** The console in a browser of an operator: asks as its pages do, and keeps cookies. */
export class OperatorBrowser {
  readonly visitor: Visitor;

  constructor(private readonly app: RunningApp) {
    this.visitor = app.visitor('nobody', { userAgent: DESKTOP_BROWSER });
  }

  /** One request of a page of the console, below `/admin/api/`. */
  ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    return this.visitor.send(method, `/admin/api/${path}`, {
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: {
        accept: 'application/json',
        'sec-fetch-site': 'same-origin',
        'sec-fetch-mode': 'cors',
        ...(method === 'GET' ? {} : { origin: this.app.origin }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    });
  }

  /** The same, without what a browser adds: as whoever forges a request would like it. */
  raw(
    method: string,
    path: string,
    body: string | undefined,
    headers: Readonly<Record<string, string>>,
  ): Promise<Answer> {
    return this.visitor.send(method, `/admin/api/${path}`, { headers, body });
  }

  logIn(name: string, password = PASSWORD, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.ask('POST', 'session', { name, password }, headers);
  }

  /** Signs in, or says why not. */
  async enter(name: string, password = PASSWORD): Promise<this> {
    const answer = await this.logIn(name, password);
    if (answer.status !== 200) throw new Error(`not let in: ${answer.status} ${answer.body}`);
    return this;
  }

  /** The cookie's value. */
  get cookie(): string | undefined {
    return this.visitor.cookie('lingpai-admin');
  }
}

/** The code of a problem, or what came instead. */
export function codeOf(answer: Answer): string {
  const code = answer.body.startsWith('{') ? answer.json()['code'] : undefined;
  return typeof code === 'string' ? code : `${answer.status} ${answer.body.slice(0, 80)}`;
}
