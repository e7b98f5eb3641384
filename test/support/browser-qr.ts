import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import type { Page } from 'playwright-core';

/** What a camera that looks at this page reads; null when it sees no code. */
export async function readQr(page: Page): Promise<string | null> {
  const { data, width, height } = PNG.sync.read(await page.screenshot());
  // A camera takes a code as it is; the library would also try it with dark and light exchanged.
  const found = jsqr.default(new Uint8ClampedArray(data), width, height, { inversionAttempts: 'dontInvert' });
  return found?.data ?? null;
}
