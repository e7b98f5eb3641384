import type { PushMessage } from '../wechat/push/push-message.js';

const MESSAGES = ['text', 'image', 'voice', 'video', 'shortvideo', 'location', 'link'] as const;

/** Events by their name in lower case: the platform's own spelling is mixed. */
const EVENTS = {
  subscribe: 'subscribe',
  unsubscribe: 'unsubscribe',
  scan: 'scan',
  click: 'click',
  view: 'view',
  view_miniprogram: 'menu',
  scancode_push: 'menu',
  scancode_waitmsg: 'menu',
  pic_sysphoto: 'menu',
  pic_photo_or_album: 'menu',
  pic_weixin: 'menu',
  location_select: 'menu',
  location: 'location_report',
  user_info_modified: 'user_info_modified',
  user_authorization_revoke: 'user_authorization_revoke',
  user_authorization_cancellation: 'user_authorization_cancellation',
} as const;

/** What sort of push it is, as far as that matters to us: a closed list. */
export type PushKind = (typeof MESSAGES)[number] | (typeof EVENTS)[keyof typeof EVENTS] | 'other';

const WITHDRAWALS = new Set<PushKind>([
  'user_info_modified',
  'user_authorization_revoke',
  'user_authorization_cancellation',
]);

/** `other` where it is none that has an effect here, such as what became of a template message. */
export function kindOf({ msgType, event }: PushMessage): PushKind {
  if (event === null) return MESSAGES.find((name) => name === msgType) ?? 'other';
  const name = event.toLowerCase();
  return Object.hasOwn(EVENTS, name) ? EVENTS[name as keyof typeof EVENTS] : 'other';
}

/** Whether somebody takes back what they granted: the platform writes, about a user whom it names in the field `OpenID`. */
export function isWithdrawal(kind: PushKind): boolean {
  return WITHDRAWALS.has(kind);
}

/** The openid that a push is about; null where it names none. */
export function personOf(message: PushMessage): string | null {
  if (!isWithdrawal(kindOf(message))) return message.fromUserName;
  const openid = message.fields.get('OpenID')?.trim() ?? '';
  return /^[\w-]{1,64}$/.test(openid) ? openid : null;
}

/**
 * All that makes two deliveries the same push. A message id alone would not do: ids have been seen to repeat between
 * users; nor would sender and second: two events may share both.
 */
export function identityOf(appId: string, message: PushMessage): string {
  const { fromUserName, createTime, msgType, msgId, event, eventKey, content, fields } = message;
  const own = msgId !== null ? [msgId] : [event, eventKey, content];
  const named = ['MsgID', 'OpenID', 'AppID', 'RevokeInfo'].map((name) => fields.get(name) ?? null);
  return JSON.stringify([appId, fromUserName, createTime, msgType, ...own, ...named]);
}
