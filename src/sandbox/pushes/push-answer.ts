import { PushCipher } from '../../wechat/push/push-cipher.js';
import { readSealedAnswer } from '../../wechat/push/push-envelope.js';
import { isSignature, signCipher } from '../../wechat/push/push-signature.js';
import { readXml } from '../../wechat/push/push-xml.js';
import { type PassiveReply, readReply } from '../../wechat/push/passive-reply.js';
import { PushUnreadable } from '../../wechat/push/push.errors.js';
import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import { isMessage, type PushMessage } from './push-message.js';
import { answerKeys, originalIdOf, type PushSettings } from './push-settings.js';

/** Answers to what a user wrote show one article since October 2018; others up to eight. */
const MAX_ARTICLES = { message: 1, event: 8 } as const;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What an account's server said: nothing to show, or a reply. */
export type PushAnswer =
  | { readonly kind: 'silence' }
  | { readonly kind: 'reply'; readonly reply: PassiveReply; readonly encrypted: boolean };

/** To whom and how the push went that is answered. */
export interface Pushed {
  readonly account: SandboxAccount;
  readonly settings: PushSettings;
  readonly openid: string;
  readonly message: PushMessage;
  /** The key of this push alone, where it had one. */
  readonly oddKey?: string | undefined;
}

/** Reads the body of an answer with status 200. @throws Refusal push.answer_form, push.answer_clear, push.answer_signature */
export function readAnswer(body: Buffer, pushed: Pushed): PushAnswer {
  if (body.length === 0 || body.equals(SUCCESS)) return { kind: 'silence' };
  try {
    const { xml, encrypted } = opened(UTF8.decode(body), pushed);
    const { head, reply } = readReply(readXml(xml));
    if (head.to !== pushed.openid || head.from !== originalIdOf(pushed.account))
      throw new PushUnreadable('sender and receiver are not swapped');
    return { kind: 'reply', reply: shown(reply, pushed.message), encrypted };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const why = error instanceof PushUnreadable ? error.fault : 'not UTF-8';
    throw new Refusal('push.answer_form', { why });
  }
}

const SUCCESS = Buffer.from('success');

function opened(text: string, { account, settings, oddKey }: Pushed): { xml: string; encrypted: boolean } {
  const sealed = readSealedAnswer(text);
  if (!sealed) {
    if (settings.mode === 'safe') throw new Refusal('push.answer_clear');
    return { xml: text, encrypted: false };
  }
  const keys = answerKeys(settings, oddKey);
  if (settings.mode === 'plain' || keys.length === 0) throw new PushUnreadable('a cipher in clear mode');
  if (!isSignature(sealed.msgSignature, signCipher(settings.token, sealed, sealed.encrypt)))
    throw new Refusal('push.answer_signature');
  return { xml: decrypted(sealed.encrypt, account.appId, keys), encrypted: true };
}

/** With the first key that fits. @throws PushUnreadable where none does */
function decrypted(encrypt: string, appId: string, [key, ...others]: readonly string[]): string {
  try {
    return new PushCipher(key!, appId).decrypt(encrypt);
  } catch (error) {
    if (others.length === 0) throw error;
    return decrypted(encrypt, appId, others);
  }
}

/** What of a reply reaches the phone: articles beyond the limit are dropped. */
function shown(reply: PassiveReply, message: PushMessage): PassiveReply {
  if (reply.type !== 'news') return reply;
  return {
    ...reply,
    articles: reply.articles.slice(0, MAX_ARTICLES[isMessage(message) ? 'message' : 'event']),
  };
}
