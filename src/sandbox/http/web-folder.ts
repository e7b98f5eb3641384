import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { NothingHere } from '../../kernel/errors/problem.js';
import type { Answer } from './answer.js';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const OWN =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Files for browsers: what lay in a folder at the start, and nothing else. */
export class WebFolder {
  private readonly names: ReadonlySet<string>;

  /**
   * @param home the address of its `index.html`
   * @param below what comes before a file's name in its address
   * @param frames whether pages of any origin may be framed, and their pictures shown
   */
  constructor(
    private readonly folder: string,
    private readonly home: string,
    private readonly below: string,
    private readonly frames = false,
  ) {
    this.names = new Set(readdirSync(folder).filter((name) => extname(name) in TYPES));
  }

  /** Whether an address is one of this folder's, be there such a file or not. */
  covers(path: string): boolean {
    return path === this.home || path.startsWith(this.below);
  }

  /** @throws NothingHere */
  async answer(path: string): Promise<Answer> {
    const name = path === this.home ? 'index.html' : path.slice(this.below.length);
    if (!this.names.has(name)) throw new NothingHere();
    const headers = {
      'content-type': TYPES[extname(name)],
      'cache-control': 'no-cache',
      'content-security-policy': this.frames
        ? `${OWN.replace("img-src 'self' data:", "img-src 'self' data: http: https:")}; frame-src http: https:`
        : OWN,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    };
    return { status: 200, headers, body: await readFile(join(this.folder, name)) };
  }
}

/** The phone, which opens business pages of any origin, and the inspector, in the folder beside it. */
export function webFolders(phoneFolder: string): WebFolder[] {
  return [
    new WebFolder(phoneFolder, '/', '/phone/', true),
    new WebFolder(join(phoneFolder, '../inspector'), '/inspector', '/inspector/'),
  ];
}
