import { Injectable } from '@nestjs/common';
import { readCookie, writeCookie } from '../../kernel/http/cookies.js';
import { PublicAddress } from '../../kernel/http/public-address.js';
import { Random } from '../../kernel/random/random.js';

const LIFE_SECONDS = 60 * 60;
const FORM = /^lb_[0-9A-Za-z]{32}$/;

/** The cookie that binds logins to the browser that began them; several tabs share it. It says nothing of who. */
@Injectable()
export class BrowserCookie {
  private readonly name: string;

  constructor(
    private readonly address: PublicAddress,
    private readonly random: Random,
  ) {
    this.name = address.cookieName('lingpai-browser');
  }

  /** The browser's binding, if it sent one of ours. */
  read(cookieHeader: string | undefined): string | null {
    const value = readCookie(cookieHeader, this.name);
    return value !== null && FORM.test(value) ? value : null;
  }

  /** A new binding. */
  mint(): string {
    return `lb_${this.random.alphanumeric(32)}`;
  }

  /** A `Set-Cookie` line that lasts an hour. */
  write(value: string): string {
    return writeCookie(this.name, value, { secure: this.address.secure, maxAgeSeconds: LIFE_SECONDS });
  }
}
