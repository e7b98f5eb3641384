import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/** A file that the console's pages load. */
export interface ConsoleFile {
  readonly type: string;
  readonly body: Buffer;
  /** Null where compressing saves nothing. */
  readonly gzip: Buffer | null;
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};
const COMPRESSIBLE = /^(?:text\/|image\/svg|application\/json)/;

/**
 * What the build left of the console: its page, and the files with a digest in their names that it loads. Read when
 * first asked for, and again when the build has left another page.
 */
export class ConsoleFiles {
  private page: { readonly html: string; readonly changedMs: number } | null = null;
  private readonly files = new Map<string, ConsoleFile | null>();

  /** @param folder into which the console is built */
  constructor(private readonly folder: string) {}

  /** The page; null while it is not built. */
  index(): string | null {
    try {
      const file = path.join(this.folder, 'index.html');
      const { mtimeMs: changedMs } = statSync(file);
      if (this.page?.changedMs !== changedMs) {
        this.page = { html: readFileSync(file, 'utf8'), changedMs };
        this.files.clear();
      }
      return this.page.html;
    } catch {
      return null;
    }
  }

  /** A file of `assets/`, by its name alone; null when the build left none of this name. */
  asset(name: string): ConsoleFile | null {
    const held = this.files.get(name);
    if (held !== undefined) return held;
    const file = this.read(name);
    // Only names that are there are remembered: others could fill the memory.
    if (file) this.files.set(name, file);
    return file;
  }

  private read(name: string): ConsoleFile | null {
    const type = TYPES[path.extname(name)];
    const folder = path.join(this.folder, 'assets');
    try {
      // Compared with what is there, so that no name can lead elsewhere.
      if (!type || !readdirSync(folder).includes(name)) return null;
      const body = readFileSync(path.join(folder, name));
      return { type, body, gzip: COMPRESSIBLE.test(type) ? gzipSync(body, { level: 9 }) : null };
    } catch {
      return null;
    }
  }
}
