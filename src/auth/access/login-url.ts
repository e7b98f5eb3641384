import type { Scope } from '../../wechat/oauth/authorize-url.js';

/** A login that a link of ours begins. */
export interface LoginLink {
  readonly account: string;
  readonly scope: Scope;
  readonly returnTo: string;
  /** The version of the text above the link, when it says what is agreed to. */
  readonly notice?: string;
}

/** The path of `GET /auth/wechat` that begins a login; what is default is left out. */
export function loginUrl({ account, scope, returnTo, notice }: LoginLink): string {
  const of = account === 'main' ? '' : `account=${account}&`;
  const asking = scope === 'snsapi_base' ? '' : `scope=${scope}&`;
  const read = notice === undefined ? '' : `notice=${notice}&`;
  return `/auth/wechat?${asking}${of}${read}return_to=${encodeURIComponent(returnTo)}`;
}
