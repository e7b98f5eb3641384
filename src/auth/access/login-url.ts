import type { Scope } from '../../wechat/oauth/authorize-url.js';

/** A login that a link of ours begins. */
export interface LoginLink {
  readonly account: string;
  readonly scope: Scope;
  readonly returnTo: string;
}

/** The path of `GET /auth/wechat` that begins a login; what is default is left out. */
export function loginUrl({ account, scope, returnTo }: LoginLink): string {
  const of = account === 'main' ? '' : `account=${account}&`;
  const asking = scope === 'snsapi_base' ? '' : `scope=${scope}&`;
  return `/auth/wechat?${asking}${of}return_to=${encodeURIComponent(returnTo)}`;
}
