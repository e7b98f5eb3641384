import { compatPush, plainPush, safePush, type PushField } from '../../wechat/push/push-envelope.js';

/** XML as official accounts get it; JSON as mini programs may choose, and as the worked example of the page has it. */
export type PushFormat = 'xml' | 'json';

interface Writing {
  readonly contentType: string;
  readonly plain: (fields: readonly PushField[]) => string;
  readonly compat: (fields: readonly PushField[], encrypt: string) => string;
  readonly safe: (toUserName: string, encrypt: string) => string;
}

/** The three modes of a push in either format. */
export const PUSH_FORMATS: Readonly<Record<PushFormat, Writing>> = {
  xml: { contentType: 'text/xml', plain: plainPush, compat: compatPush, safe: safePush },
  json: {
    contentType: 'application/json',
    plain: json,
    compat: (fields, encrypt) => json([...fields, ['Encrypt', encrypt]]),
    safe: (toUserName, encrypt) =>
      json([
        ['ToUserName', toUserName],
        ['Encrypt', encrypt],
      ]),
  },
};

/** Compact, in raw UTF-8. A MsgId is a number with more digits than JavaScript holds: it is written, not serialized. */
function json(fields: readonly PushField[]): string {
  const members = fields.map(([name, value]) => `${JSON.stringify(name)}:${valueOf(value)}`);
  return `{${members.join(',')}}`;
}

function valueOf(value: PushField[1]): string {
  return typeof value === 'object' ? value.bare : JSON.stringify(value);
}
