import type { PushMessage } from '../pushes/push-message.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';
import { addressOf } from './media-calls.js';

/** A picture's message with the address where the picture is, unless it names another one. */
export function withPicture(message: PushMessage, account: SandboxAccount, world: World): PushMessage {
  if (message.type !== 'image' || message.pic_url !== '') return message;
  if (!world.media.of(account, message.media_id)) return message;
  return { ...message, pic_url: addressOf(message.media_id, world) };
}
