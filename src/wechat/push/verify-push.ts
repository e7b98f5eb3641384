import { PushCipher } from './push-cipher.js';
import { type PushMessage, readPushMessage } from './push-message.js';
import { isSignature, signCipher, signPush } from './push-signature.js';
import { childOf, readXml } from './push-xml.js';
import { type PushFault, PushRefused, PushUnreadable } from './push.errors.js';

/** How an account's pushes come, as its owner set it in WeChat's console and here. */
export interface PushTerms {
  readonly mode: 'plain' | 'compat' | 'safe';
  readonly token: string;
  /** The EncodingAESKeys that may have been used, the newest first. */
  readonly aesKeys: readonly string[];
  readonly appId: string;
  /** 原始 ID; null: not known yet, any is accepted. */
  readonly originalId: string | null;
}

/** What the platform's requests carry in their query; absent where it is missing, or came twice. */
export interface PushQuery {
  readonly timestamp?: string;
  readonly nonce?: string;
  readonly signature?: string;
  readonly msg_signature?: string;
  readonly echostr?: string;
}

/** A push of which it is certain who sent it. */
export interface VerifiedPush {
  /** In clear, as it was written. */
  readonly xml: string;
  readonly message: PushMessage;
  /** With which key it was encrypted, and the answer is to be; null: neither is. */
  readonly aesKey: string | null;
}

/** How far a request's time may be from ours, in seconds. Many honest pushes are late, all retries come within. */
const WINDOW_SECONDS = 300;
const MAX_ECHO = 256;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What to send back to the console that asks whether we are there. @throws PushRefused */
export function verifyHandshake(token: string, query: PushQuery, nowSeconds: number): string {
  const signed = requireFresh(query, nowSeconds);
  if (!isSignature(query.signature, signPush(token, signed))) throw new PushRefused('signature');
  const { echostr } = query;
  if (!echostr || echostr.length > MAX_ECHO) throw new PushRefused('unreadable');
  return echostr;
}

/**
 * Makes sure that a push comes from the platform and is meant for this account, as its terms say and whatever the
 * request says of itself. Nothing of the body is believed before its signature holds; what stands in clear beside
 * a cipher is never looked at.
 * @param nowSeconds seconds since 1970
 * @throws PushRefused
 */
export function verifyPush(
  terms: PushTerms,
  query: PushQuery,
  body: Uint8Array,
  nowSeconds: number,
): VerifiedPush {
  const signed = requireFresh(query, nowSeconds);
  const clear =
    terms.mode === 'plain' ? inClear(terms, query, signed, body) : opened(terms, query, signed, body);
  const message = reading('unreadable', () => readPushMessage(clear.xml));
  if (terms.originalId !== null && message.toUserName !== terms.originalId)
    throw new PushRefused('addressee');
  return { ...clear, message };
}

type Signed = { readonly timestamp: string; readonly nonce: string };
type Clear = Omit<VerifiedPush, 'message'>;

function requireFresh({ timestamp, nonce }: PushQuery, nowSeconds: number): Signed {
  if (timestamp === undefined || nonce === undefined) throw new PushRefused('signature');
  const isTime = /^\d{10}$/.test(timestamp);
  if (!isTime || Math.abs(nowSeconds - Number(timestamp)) > WINDOW_SECONDS) throw new PushRefused('stale');
  return { timestamp, nonce };
}

function inClear({ token }: PushTerms, query: PushQuery, signed: Signed, body: Uint8Array): Clear {
  if (!isSignature(query.signature, signPush(token, signed))) throw new PushRefused('signature');
  return { xml: textOf(body), aesKey: null };
}

/** `msg_signature` covers the cipher and is checked before anything is decrypted: what fails then fails as one. */
function opened(terms: PushTerms, query: PushQuery, signed: Signed, body: Uint8Array): Clear {
  const encrypt = reading('unreadable', () => childOf(readXml(textOf(body)), 'Encrypt')?.text.trim());
  if (!encrypt) throw new PushRefused('not_encrypted');
  if (!isSignature(query.msg_signature, signCipher(terms.token, signed, encrypt)))
    throw new PushRefused('signature');
  return reading('cipher', () => decrypted(terms, encrypt));
}

function decrypted({ aesKeys, appId }: PushTerms, encrypt: string): Clear {
  let last: unknown = new PushUnreadable('no key');
  for (const aesKey of aesKeys) {
    try {
      return { xml: new PushCipher(aesKey, appId).decrypt(encrypt), aesKey };
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

function textOf(body: Uint8Array): string {
  try {
    return UTF8.decode(body);
  } catch (cause) {
    throw new PushRefused('unreadable', { cause });
  }
}

/** What cannot be read is refused like everything else. */
function reading<T>(fault: PushFault, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof PushUnreadable) throw new PushRefused(fault, { cause });
    throw cause;
  }
}
