import { Injectable } from '@nestjs/common';
import { readCookie, writeCookie } from '../kernel/http/cookies.js';
import { PublicAddress } from '../kernel/http/public-address.js';

const ABSOLUTE_SECONDS = 12 * 60 * 60;

/** The console's cookie: `__Host-lingpai-admin` over https, `lingpai-admin` on plain-http localhost. */
@Injectable()
export class OperatorSessionCookie {
  private readonly name: string;

  constructor(private readonly address: PublicAddress) {
    this.name = address.cookieName('lingpai-admin');
  }

  read(cookieHeader: string | undefined): string | null {
    return readCookie(cookieHeader, this.name);
  }

  /** A `Set-Cookie` line that lasts as long as a session may. No other site's link or form sends it along. */
  write(id: string): string {
    return this.line(id, ABSOLUTE_SECONDS);
  }

  clear(): string {
    return this.line('', 0);
  }

  private line(value: string, maxAgeSeconds: number): string {
    return writeCookie(this.name, value, {
      secure: this.address.secure,
      maxAgeSeconds,
      sameSite: 'Strict',
    });
  }
}
