import { gzipSync } from 'node:zlib';
import { source as axeSource } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

type Window = Page | Frame;

/** The narrowest phone, in CSS pixels. */
const NARROW = 320;

/**
 * The rules of accessibility (axe-core: WCAG 2.2 AA and good practice) that a page breaks, each with the first
 * element that breaks it; empty when all is well. `except` names rules that do not apply.
 */
export async function brokenRules(window: Window, except: readonly string[] = []): Promise<string[]> {
  if (!(await window.evaluate<boolean>("'axe' in globalThis"))) await window.evaluate(axeSource);
  return window.evaluate<string[]>(
    `axe.run(document, { iframes: false, resultTypes: ['violations'] }).then(({ violations }) =>
       violations.filter(({ id }) => !${JSON.stringify(except)}.includes(id)).map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 160) + ' ' + nodes[0].failureSummary))`,
  );
}

/** What can be tapped and is smaller than `edge` CSS pixels in either direction; empty when all is well. */
export function smallTargets(window: Window, edge: number): Promise<string[]> {
  return window.evaluate<string[]>(
    `[...document.querySelectorAll('a[href], button, summary, input, select')]
       .map((element) => [element, (element.closest('label') ?? element).getBoundingClientRect()])
       .filter(([, box]) => box.width > 0 && (box.width < ${edge} || box.height < ${edge}))
       .map(([element, box]) => element.outerHTML.slice(0, 120) + ' ' + box.width + '×' + box.height)`,
  );
}

/**
 * What does not fit on the narrowest phone with letters twice as large: the page when it scrolls sideways, and
 * every text that is cut off. Empty when all is well. The page is as before afterwards.
 */
export async function unfitting(page: Page): Promise<string[]> {
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: NARROW, height: 640 });
  await page.evaluate("document.documentElement.style.fontSize = '200%'");
  const found = await page.evaluate<string[]>(
    `(() => {
       const { scrollWidth, clientWidth } = document.documentElement;
       const cut = [...document.querySelectorAll('body *')].filter((element) => {
         const { overflowX, textOverflow, opacity } = getComputedStyle(element);
         const hides = overflowX === 'hidden' || overflowX === 'clip';
         const shown = element.clientWidth > 1 && element.tagName !== 'INPUT';
         return shown && hides && textOverflow !== 'ellipsis' && opacity !== '0' && element.scrollWidth > element.clientWidth + 1;
       });
       return [
         ...(scrollWidth > clientWidth ? ['scrolls sideways: ' + scrollWidth + ' > ' + clientWidth] : []),
         ...cut.map((element) => 'cut off: ' + element.outerHTML.slice(0, 120)),
       ];
     })()`,
  );
  await page.evaluate("document.documentElement.style.fontSize = ''");
  await page.setViewportSize(size);
  return found;
}

/** The bytes of a page with its styles and scripts, each compressed by gzip. */
export async function weightOf(page: Page, html: string): Promise<number> {
  const files = await page.evaluate<string[]>(
    `[...document.querySelectorAll('link[rel=stylesheet], script[src]')].map(({ href, src }) => href || src)`,
  );
  const bodies = await Promise.all(files.map(async (url) => (await page.request.get(url)).body()));
  return [Buffer.from(html), ...bodies].reduce((sum, body) => sum + gzipSync(body).length, 0);
}
