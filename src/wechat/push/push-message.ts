import { fieldsOf, readXml } from './push-xml.js';
import { PushUnreadable } from './push.errors.js';

/** A message somebody wrote to an account, or an event that concerns them, as WeChat pushed it. */
export interface PushMessage {
  /** The account's original id (原始 ID), `gh_…`. */
  readonly toUserName: string;
  /** The openid, except where the platform itself writes: a withdrawal names its user in the field `OpenID`. */
  readonly fromUserName: string;
  /** Seconds since 1970. */
  readonly createTime: number;
  /** `text`, `image`, …, `event`. */
  readonly msgType: string;
  /** What happened, letter case kept (`subscribe`, `SCAN`, `CLICK`); null of a message. */
  readonly event: string | null;
  /** Of an event; null where it has none. */
  readonly eventKey: string | null;
  /** What a text says. */
  readonly content: string | null;
  /** Of a message: 17 to 19 digits, more than a number holds. */
  readonly msgId: string | null;
  /** Every field by name; of a nested one, such as `ScanCodeInfo`, only the name. */
  readonly fields: ReadonlyMap<string, string>;
}

const OPENID = /^[\w-]{1,64}$/;
const ORIGINAL_ID = /^[\w-]{1,64}$/;
const MSG_TYPE = /^\w{1,64}$/;

/**
 * Reads a push in clear. Every field must come once, and the four that every push has must be there.
 * @throws PushUnreadable
 */
export function readPushMessage(xml: string): PushMessage {
  const root = readXml(xml);
  if (root.name !== 'xml') throw new PushUnreadable('its root');
  const fields = fieldsOf(root);
  const given = (name: string, pattern: RegExp): string => {
    const text = (fields.get(name) ?? '').trim();
    if (!pattern.test(text)) throw new PushUnreadable(`its ${name}`);
    return text;
  };
  const msgType = given('MsgType', MSG_TYPE);
  const isEvent = msgType === 'event';
  return {
    toUserName: given('ToUserName', ORIGINAL_ID),
    fromUserName: given('FromUserName', OPENID),
    createTime: Number(given('CreateTime', /^\d{1,10}$/)),
    msgType,
    event: isEvent ? given('Event', /^\w{1,100}$/) : null,
    eventKey: isEvent ? (fields.get('EventKey') ?? null) : null,
    content: msgType === 'text' ? (fields.get('Content') ?? '') : null,
    msgId: fields.get('MsgId')?.trim() || null,
    fields,
  };
}
