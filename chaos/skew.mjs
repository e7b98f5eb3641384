// How to start a process whose wall clock is wrong.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const shim = path.join(path.dirname(fileURLToPath(import.meta.url)), 'skewed-clock.mjs');

/** libfaketime on this machine, or null; `FAKETIME_LIBRARY` names one elsewhere. */
export function findFaketime() {
  const given = process.env.FAKETIME_LIBRARY;
  if (given) return given;
  if (process.platform !== 'linux') return null;
  const homes = ['/usr/lib/faketime', '/usr/local/lib/faketime', '/usr/lib64/faketime'];
  for (const architecture of existsSync('/usr/lib') ? readdirSync('/usr/lib') : [])
    if (architecture.endsWith('-linux-gnu')) homes.push(`/usr/lib/${architecture}/faketime`);
  return homes.map((home) => path.join(home, 'libfaketimeMT.so.1')).find((file) => existsSync(file)) ?? null;
}

/** The environment of a process whose calendar is `seconds` ahead (behind when negative), and by what means. */
export function skewed(seconds) {
  const library = findFaketime();
  const sign = seconds < 0 ? '-' : '+';
  if (library)
    return {
      means: 'libfaketime',
      env: {
        LD_PRELOAD: library,
        FAKETIME: `${sign}${Math.abs(seconds)}`,
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      },
    };
  return {
    means: 'a shifted Date (libfaketime is not installed)',
    env: { NODE_OPTIONS: `--import=${pathToFileURL(shim).href}`, CHAOS_SKEW_SECONDS: String(seconds) },
  };
}
