import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** A Chromium that can be started, and the environment it needs beside the usual one. */
export interface FoundChromium {
  readonly executable: string;
  readonly env: Readonly<Record<string, string>>;
}

const PACKAGE = 'node_modules/@sparticuz/chromium';
const HOW_TO_GET_ONE =
  'Install Chrome or Chromium and say where it is: CHROMIUM_PATH=/path/to/chrome npm run test:browser.';

/**
 * Chromium for the browser suite: the one `CHROMIUM_PATH` names, otherwise the one that came through npm,
 * unpacked once under `node_modules/.cache`. Rejects with what to do when there is neither.
 * @param root the folder of `package.json`
 */
export async function findChromium(root: string): Promise<FoundChromium> {
  const named = process.env['CHROMIUM_PATH'];
  if (named) {
    if (!existsSync(named))
      throw new Error(`The browser suite needs a browser, and CHROMIUM_PATH names none: ${named}`);
    return { executable: named, env: {} };
  }
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(
      `The browser suite needs a browser, and npm has none for ${process.platform}-${process.arch}. ${HOW_TO_GET_ONE}`,
    );
  const manifest = path.join(root, PACKAGE, 'package.json');
  if (!existsSync(manifest))
    throw new Error(`The browser suite needs a browser: run npm ci. ${HOW_TO_GET_ONE}`);
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  const folder = path.join(root, 'node_modules/.cache', `chromium-${version}`);
  if (!existsSync(folder)) await unpack(root, folder);
  return {
    executable: path.join(folder, 'chromium'),
    env: {
      LD_LIBRARY_PATH: path.join(folder, 'al2023/lib'),
      FONTCONFIG_FILE: path.join(folder, 'fonts.conf'),
    },
  };
}

/** Whole or not at all: two spec files that start at once may both unpack, and the later result is dropped. */
async function unpack(root: string, folder: string): Promise<void> {
  let scratch: string | undefined;
  try {
    await mkdir(path.dirname(folder), { recursive: true });
    scratch = await mkdtemp(`${folder}-`);
    // The package unpacks into the temporary folder of its process, and changes that process's environment.
    await promisify(execFile)(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        "const { default: chromium } = await import('@sparticuz/chromium'); await chromium.executablePath();",
      ],
      { cwd: root, env: { ...process.env, TMPDIR: scratch, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' } },
    );
    await writeFile(path.join(scratch, 'fonts.conf'), fontsIn(folder));
    for (const file of [scratch, path.join(scratch, 'chromium')]) await chmod(file, 0o755);
    await rename(scratch, folder);
  } catch (cause) {
    if (scratch) await rm(scratch, { recursive: true, force: true });
    if (existsSync(folder)) return;
    throw new Error(
      `The browser suite needs a browser, and unpacking the one from npm failed. ${HOW_TO_GET_ONE}`,
      {
        cause,
      },
    );
  }
}

/** The machine's fonts, and the package's own where there are none: without any, Chromium ends. */
function fontsIn(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${path.join(folder, 'fonts/fonts')}</dir>
  <cachedir>${path.join(folder, 'fonts-cache')}</cachedir>
</fontconfig>
`;
}
