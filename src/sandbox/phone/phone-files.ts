import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { NothingHere } from '../../kernel/errors/problem.js';
import type { Answer } from '../http/answer.js';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Business pages of any origin may be opened in the phone; everything else comes from the sandbox. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "frame-src http: https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The phone's files: what lay in its folder at the start, and nothing else. */
export class PhoneFiles {
  private readonly names: ReadonlySet<string>;

  constructor(private readonly folder: string) {
    this.names = new Set(readdirSync(folder).filter((name) => extname(name) in TYPES));
  }

  /** `GET /` is the phone itself, `/phone/<name>` one of its files. @throws NothingHere */
  async answer(path: string): Promise<Answer> {
    const name = path === '/' ? 'index.html' : path.slice('/phone/'.length);
    if (!this.names.has(name)) throw new NothingHere();
    const headers = {
      'content-type': TYPES[extname(name)],
      'cache-control': 'no-cache',
      'content-security-policy': POLICY,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    };
    return { status: 200, headers, body: await readFile(join(this.folder, name)) };
  }
}
