import type { Random } from '../kernel/random/random.js';
import { type PassiveReply, writeReply } from '../wechat/push/passive-reply.js';
import { PushCipher } from '../wechat/push/push-cipher.js';
import { sealedAnswer } from '../wechat/push/push-envelope.js';
import { signCipher } from '../wechat/push/push-signature.js';
import type { VerifiedPush } from '../wechat/push/verify-push.js';

/** What an answer needs to know of the request. */
export interface Answered {
  readonly push: VerifiedPush;
  readonly appId: string;
  readonly token: string;
  /** Of the request's query; an encrypted answer says it again. */
  readonly nonce: string;
  readonly nowSeconds: number;
}

/** The bytes of a reply: encrypted, with the key that opened the push, where the push was. */
export function writeAnswer(reply: PassiveReply, answered: Answered, random: Random): string {
  const { push, appId, token, nonce, nowSeconds } = answered;
  const { fromUserName, toUserName } = push.message;
  const xml = writeReply(reply, { to: fromUserName, from: toUserName, createdAt: nowSeconds });
  if (push.aesKey === null) return xml;
  // As text, like every one that has been seen of the platform.
  const prefix = Buffer.from(random.bytes(8).toString('hex'));
  const encrypt = new PushCipher(push.aesKey, appId).encrypt(xml, prefix);
  const timestamp = String(nowSeconds);
  const msgSignature = signCipher(token, { timestamp, nonce }, encrypt);
  return sealedAnswer({ encrypt, msgSignature, timestamp, nonce });
}
