import type { Authorization } from './authorization-codes.js';

/** What one visitor allowed one account, and the user token that came of it. Instants in milliseconds since 1970. */
export interface UserGrant extends Authorization {
  readonly openid: string;
  readonly unionid: string | null;
  accessToken: string;
  accessLapsesAtMs: number;
  refreshToken: string;
  refreshLapsesAtMs: number;
  /** The user changed their password: nothing of this grant is good any more. */
  revoked: boolean;
}

/** Two hours. */
export const ACCESS_TOKEN_SECONDS = 7200;
/** Thirty days from the authorization. */
export const REFRESH_TOKEN_SECONDS = 30 * 86_400;
