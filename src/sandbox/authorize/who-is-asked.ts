import type { Call } from '../http/call.js';
import type { Visitor } from '../personas/identity.js';
import { hasFullService } from '../personas/visitor-of.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';
import type { AuthorizeLink } from './authorize-link.js';

/** Set by the phone for WeChat's own pages: the account in whose chat or menu the page was tapped. */
export const ENTRY_COOKIE = 'sandbox_entry';

/** How a visitor meets an authorization: asked, let through without a word, or shown a snapshot page (快照页). */
export type Manner = 'asked' | 'silent' | 'snapshot';

/**
 * Silent rules come first, and neither forcePopup nor forceSnapShot changes them; forceSnapShot counts for who was
 * not asked lately, forcePopup for who was.
 */
export function mannerOf(
  call: Call,
  link: AuthorizeLink,
  account: SandboxAccount,
  { persona, snapshot }: Visitor,
  world: World,
): Manner {
  if (link.scope === 'snsapi_base') return snapshot ? 'snapshot' : 'silent';
  const { follower_entry: entry, recent_consent_seconds: recentSeconds } = world.switches;
  const follows = persona.follows.includes(account.key);
  if (entry === 'silent' && follows && cameFromChat(call, account)) return 'silent';
  if (snapshot) return 'snapshot';
  const recent = world.recentConsents.isWithin(persona.id, account.key, recentSeconds);
  if (link.forcesSnapshot && !recent && !hasFullService(call)) return 'snapshot';
  return recent && !link.forcesPopup ? 'silent' : 'asked';
}

function cameFromChat(call: Call, { key }: SandboxAccount): boolean {
  return (call.header('x-sandbox-entry') ?? call.cookies.get(ENTRY_COOKIE)) === key;
}
