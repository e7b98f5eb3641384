import type { BrowserContext, ConsoleMessage } from 'playwright-core';

/**
 * Listens to everything one browser does, and remembers what no page of ours may cause: a script's error,
 * a refusal by the content security policy, a dialog, a request that leaves for a stranger.
 */
export class Watch {
  /** The addresses of pages, in the order in which they were asked for, redirects included. */
  readonly navigations: string[] = [];
  /** The addresses of pictures. */
  readonly pictures: string[] = [];
  private readonly heard: { readonly told: string; readonly of?: string }[] = [];
  private readonly answered = new Set<string>();

  /** @param origins to which requests may go */
  constructor(
    context: BrowserContext,
    private readonly origins: readonly string[],
  ) {
    context.on('request', (request) => {
      const url = request.url();
      if (request.isNavigationRequest()) this.navigations.push(url);
      if (request.resourceType() === 'image') this.pictures.push(url);
      if (ANSWERS.has(request.resourceType())) this.answered.add(withoutFragment(url));
      if (!this.isKnown(url)) this.heard.push({ told: `asked ${url}` });
    });
    context.on('console', (message) => this.hear(message));
    context.on('weberror', (error) => this.heard.push({ told: `error: ${error.error().message}` }));
    context.on('dialog', (dialog) => {
      this.heard.push({ told: `dialog: ${dialog.message()}` });
      void dialog.dismiss();
    });
  }

  /** One line each; empty when all is well. */
  get complaints(): string[] {
    const faults = this.heard.filter(({ of }) => of === undefined || !this.answered.has(withoutFragment(of)));
    return faults.map(({ told }) => told);
  }

  private isKnown(url: string): boolean {
    return /^(?:data|blob|about):/.test(url) || this.origins.includes(new URL(url).origin);
  }

  private hear(message: ConsoleMessage): void {
    const text = message.text();
    if (message.type() !== 'error' && !/Content.Security.Policy/i.test(text)) return;
    const failed = text.startsWith('Failed to load resource');
    this.heard.push({ told: `console: ${text}`, of: failed ? message.location().url : undefined });
  }
}

/** Chromium calls each 4xx and 5xx a failure; to a page or to a script's question it is an answer. */
const ANSWERS: ReadonlySet<string> = new Set(['document', 'fetch', 'xhr']);

function withoutFragment(url: string): string {
  return url.replace(/#.*$/, '');
}
