import { Injectable } from '@nestjs/common';
import { readCookie, writeCookie } from '../../kernel/http/cookies.js';
import { PublicAddress } from '../../kernel/http/public-address.js';

const IDLE_SECONDS = 7 * 24 * 60 * 60;

/** The session cookie: `__Host-lingpai` over https, `lingpai` on plain-http localhost. */
@Injectable()
export class SessionCookie {
  private readonly name: string;

  constructor(private readonly address: PublicAddress) {
    this.name = address.cookieName('lingpai');
  }

  read(cookieHeader: string | undefined): string | null {
    return readCookie(cookieHeader, this.name);
  }

  /** A `Set-Cookie` line that lasts as long as an idle session. */
  write(id: string): string {
    return writeCookie(this.name, id, { secure: this.address.secure, maxAgeSeconds: IDLE_SECONDS });
  }

  clear(): string {
    return writeCookie(this.name, '', { secure: this.address.secure, maxAgeSeconds: 0 });
  }
}
