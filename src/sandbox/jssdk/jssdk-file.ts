import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Answer } from '../http/answer.js';

/** The addresses at which WeChat has had its JS-SDK. */
const ADDRESS = /^\/open\/js\/jweixin-\d\.\d\.\d(?:-\w+)?\.js$/;

/** The stand-in for WeChat's `jweixin-1.6.0.js` and its elder sisters: one file, for pages of any origin. */
export class JsSdkFile {
  private readonly file: string;

  /** @param phoneFolder `web/phone`; `web/jssdk` lies beside it */
  constructor(phoneFolder: string) {
    this.file = join(phoneFolder, '../jssdk/jweixin.js');
  }

  covers(path: string): boolean {
    return ADDRESS.test(path);
  }

  async answer(): Promise<Answer> {
    const headers = {
      'content-type': 'application/javascript; charset=utf-8',
      'cache-control': 'no-cache',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    };
    return { status: 200, headers, body: await readFile(this.file) };
  }
}
