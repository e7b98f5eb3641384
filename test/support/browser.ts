import { type Browser, chromium } from 'playwright-core';
import { findChromium } from './browser-chromium.js';

/** On a busy machine a start takes its time; nothing is asserted about it. */
const START_MS = 90_000;

/** No process of its own for everything, no network but this machine's. */
const ARGUMENTS = [
  '--no-sandbox',
  '--no-zygote',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--font-render-hinting=none',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
];

/**
 * Starts a headless Chromium that reaches this machine alone. Rejects with a sentence that says what to do
 * when there is no browser: a suite that skipped would look like one that passed.
 * @param root the folder of `package.json`
 */
export async function startBrowser(root: string): Promise<Browser> {
  const { executable, env } = await findChromium(root);
  const inherited = Object.entries(process.env).filter((entry): entry is [string, string] =>
    Boolean(entry[1]),
  );
  return chromium.launch({
    executablePath: executable,
    args: ARGUMENTS,
    env: { ...Object.fromEntries(inherited), ...env },
    timeout: START_MS,
  });
}
