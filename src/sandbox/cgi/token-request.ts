import type { Call } from '../http/call.js';
import { Refusal } from '../rules.js';

/** What `stable_token` was asked; null for what was left out. */
export interface TokenRequest {
  readonly appId: string | null;
  readonly secret: string | null;
  readonly grantType: string | null;
  readonly force: boolean;
}

/** Reads the body, which must be JSON: of a form nothing is understood. @throws Refusal 43002, 44002, 41002, 47001 */
export function readTokenRequest(call: Call): TokenRequest {
  if (call.method !== 'POST') throw new Refusal('token.method');
  const text = call.body.trim();
  if (text === '') throw new Refusal('token.body_empty');
  if (!text.startsWith('{')) throw new Refusal('token.appid_missing');
  const fields = parse(text);
  const force = fields['force_refresh'] ?? false;
  if (typeof force !== 'boolean') throw new Refusal('token.body');
  return {
    appId: textOf(fields['appid']),
    secret: textOf(fields['secret']),
    grantType: textOf(fields['grant_type']),
    force,
  };
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new Refusal('token.body');
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
