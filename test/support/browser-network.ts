import type { BrowserContext, Page } from 'playwright-core';

/** One page, and the browser that it belongs to. */
interface Window {
  readonly context: BrowserContext;
  readonly page: Page;
}

/**
 * From here on, this browser loses its cookies just before each request whose address matches: redirects are
 * seen one by one, too. `pattern` has `*` for any characters; `times` is how often it happens.
 */
export async function loseCookies(
  { context, page }: Window,
  pattern: string,
  times = Infinity,
): Promise<void> {
  const session = await context.newCDPSession(page);
  let left = times;
  session.on('Fetch.requestPaused', ({ requestId }) => {
    const lost = left > 0 ? context.clearCookies() : Promise.resolve();
    left -= 1;
    void lost.then(() => session.send('Fetch.continueRequest', { requestId })).catch(() => undefined);
  });
  await session.send('Fetch.enable', { patterns: [{ urlPattern: pattern }] });
}

/** The addresses behind the Back and Forward buttons of a page, the present one included, oldest first. */
export async function historyOf({ context, page }: Window): Promise<string[]> {
  const session = await context.newCDPSession(page);
  const { entries } = await session.send('Page.getNavigationHistory');
  await session.detach();
  return entries.map(({ url }) => url);
}

/**
 * Opens `address` and stops before the request that matches `pattern`, which is never made; answers where it
 * would have gone, without a fragment.
 */
export async function stopAt({ context, page }: Window, pattern: string, address: string): Promise<string> {
  const session = await context.newCDPSession(page);
  const stopped = new Promise<string>((resolve) => {
    session.on('Fetch.requestPaused', ({ requestId, request }) => {
      void session
        .send('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
        .then(() => resolve(request.url));
    });
  });
  await session.send('Fetch.enable', { patterns: [{ urlPattern: pattern }] });
  // A navigation that was stopped counts as failed.
  await page.goto(address).catch(() => undefined);
  const url = await stopped;
  await session.detach();
  return url.replace(/#.*$/, '');
}
