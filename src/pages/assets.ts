import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** One file, ready to be sent. `gzip` is null where compressing gains nothing. */
export interface PageAsset {
  readonly body: Buffer;
  readonly gzip: Buffer | null;
  readonly type: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/**
 * The files our pages load, read once. Their addresses carry a hash of what is in them, so they may be
 * kept by a browser forever; an address we did not give out finds nothing.
 */
export class PageAssets {
  private readonly addresses = new Map<string, string>();
  private readonly files = new Map<string, PageAsset>();

  /** Reads every stylesheet, script and picture in the folder; throws when it is not there. */
  constructor(folder: string) {
    for (const name of readdirSync(folder)) {
      const extension = extname(name);
      const type = TYPES[extension];
      if (type) this.add(name, extension, type, readFileSync(join(folder, name)));
    }
  }

  /** `/assets/<name>.<hash8>.<ext>` for a file's own name; throws when there is no such file. */
  url(name: string): string {
    const address = this.addresses.get(name);
    if (address === undefined) throw new Error(`No page asset is called ${name}`);
    return address;
  }

  /** The file at exactly this path, or null. */
  find(path: string): PageAsset | null {
    return this.files.get(path) ?? null;
  }

  private add(name: string, extension: string, type: string, body: Buffer): void {
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 8);
    const address = `/assets/${name.slice(0, -extension.length)}.${hash}${extension}`;
    const gzip = gzipSync(body, { level: 9 });
    this.addresses.set(name, address);
    this.files.set(address, { body, gzip: gzip.length < body.length ? gzip : null, type });
  }
}
