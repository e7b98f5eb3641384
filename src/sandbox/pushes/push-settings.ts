import { sha256 } from '../../kernel/crypto/digest.js';
import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import { type PushTerms } from './push-terms.js';

/** Where an account's pushes go, and how they are signed. */
export interface PushSettings extends PushTerms {
  readonly url: string;
}

const STANDARD_PORTS = new Set(['', '80', '443']);

/** Null while an address or a token is missing. */
export function pushSettingsOf({ pushUrl, push }: SandboxAccount): PushSettings | null {
  return pushUrl && push ? { ...push, url: pushUrl } : null;
}

/** The key that pushes are encrypted with at a time; null where there is none. */
export function sealingKey(
  { aesKey, previousAesKey, previousUntilMs }: PushTerms,
  atMs: number,
): string | null {
  return previousAesKey && atMs < (previousUntilMs ?? 0) ? previousAesKey : aesKey;
}

/** The keys an answer may be encrypted with: the one of this very push, the account's, the one before. */
export function answerKeys({ aesKey, previousAesKey }: PushTerms, oddKey: string | undefined): string[] {
  return [...new Set([oddKey, aesKey, previousAesKey])].filter((key) => typeof key === 'string');
}

/** The account's `gh_` id (原始 ID), the same in every run unless one is given. */
export function originalIdOf({ originalId, appId }: SandboxAccount): string {
  return originalId ?? `gh_${sha256(`lingpai sandbox original ${appId}`).toString('hex').slice(0, 12)}`;
}

/** As the console checks its form. Test accounts may name a port and an address without a domain. @throws Refusal */
export function requireFitSettings(
  { url, token, aesKey, mode }: PushSettings,
  { testAccount }: SandboxAccount,
): void {
  const address = URL.canParse(url) ? new URL(url) : null;
  const web = address?.protocol === 'http:' || address?.protocol === 'https:';
  if (!address || !web || (!testAccount && !STANDARD_PORTS.has(address.port))) throw new Refusal('push.url');
  if (!/^[0-9A-Za-z]{3,32}$/.test(token)) throw new Refusal('push.token');
  if (aesKey === null ? mode !== 'plain' : !/^[0-9A-Za-z]{43}$/.test(aesKey))
    throw new Refusal('push.aes_key');
}
