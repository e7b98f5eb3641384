import { sha256 } from '../../kernel/crypto/digest.js';
import { crowdIds } from '../followers/crowd-ids.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { Persona } from './persona.js';

/** A persona as they come to a page: themselves, or the stand-in that a snapshot page shows instead. */
export interface Visitor {
  readonly persona: Persona;
  readonly snapshot: boolean;
}

/** A WeChat user as one account sees them. */
export interface Identity {
  readonly openid: string;
  /** Null where the account is bound to no open platform, or the persona has none. */
  readonly unionid: string | null;
}

/**
 * The ids of a visitor for an account: the same in every run. A snapshot visitor's are virtual;
 * the virtual unionid is one and the same for everybody, which is how real user tables got polluted.
 */
export function identityOf(account: SandboxAccount, { persona, snapshot }: Visitor): Identity {
  if (persona.crowd && !snapshot) return crowdIdentity(account, persona.crowd);
  const openid = wechatId(`${snapshot ? 'virtual-openid' : 'openid'} ${account.appId} ${persona.id}`);
  if (!account.openPlatform || !persona.unionid) return { openid, unionid: null };
  const person = snapshot ? 'virtual-unionid' : `unionid ${persona.id}`;
  return { openid, unionid: wechatId(`${account.openPlatform} ${person}`) };
}

/** One of a seeded crowd has the ids that the account's list of followers has. */
function crowdIdentity(
  { appId, openPlatform }: SandboxAccount,
  crowd: NonNullable<Persona['crowd']>,
): Identity {
  const openid = crowdIds(appId, crowd.seed).idOf(crowd.number);
  const unionid = openPlatform === null ? null : crowdIds(openPlatform, crowd.seed).idOf(crowd.number);
  return { openid, unionid };
}

/** The nickname a snapshot page is given instead of the real one. */
export const VIRTUAL_NICKNAME = '微信用户';

/** 28 characters of `[A-Za-z0-9_-]` that begin with `o`, as WeChat's. */
function wechatId(seed: string): string {
  return `o${sha256(`lingpai sandbox ${seed}`).toString('base64url').slice(0, 27)}`;
}
