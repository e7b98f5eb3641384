import { sha256 } from '../../kernel/crypto/digest.js';
import type { PushField } from '../../wechat/push/push-envelope.js';
import type { SandboxAccount } from '../sandbox-account.js';
import { isMessage, type PushMessage } from './push-message.js';
import { originalIdOf } from './push-settings.js';

/** What a push is made of beside what it says. */
export interface PushHead {
  readonly account: SandboxAccount;
  /** Whom it is about. */
  readonly openid: string;
  /** Seconds since 1970. */
  readonly createdAt: number;
  /** 17 to 19 digits: beyond what a JavaScript number holds. */
  readonly msgId: string;
}

/** Events that a service of the platform sends: their `FromUserName` is not the user. */
const FROM_THE_PLATFORM: Readonly<Record<string, string>> = {
  'user-info-modified': 'user_info_modified',
  'user-authorization-revoke': 'user_authorization_revoke',
  'user-authorization-cancellation': 'user_authorization_cancellation',
};

/** Every field of a push in the order in which the platform writes them. */
export function fieldsOfPush(message: PushMessage, head: PushHead): PushField[] {
  const type = isMessage(message) ? message.type : 'event';
  return [
    ['ToUserName', originalIdOf(head.account)],
    ['FromUserName', message.type in FROM_THE_PLATFORM ? platformSender(head.account) : head.openid],
    ['CreateTime', head.createdAt],
    ['MsgType', type],
    ...contentOf(message, head),
  ];
}

/** The openid under which the platform itself writes to an account. */
export function platformSender({ appId }: SandboxAccount): string {
  return `o${sha256(`lingpai sandbox platform sender ${appId}`).toString('base64url').slice(0, 27)}`;
}

function contentOf(message: PushMessage, head: PushHead): PushField[] {
  const id: PushField = ['MsgId', { bare: head.msgId }];
  switch (message.type) {
    case 'text':
      return [['Content', message.content], id, ...optional('bizmsgmenuid', message.menu_id)];
    case 'image':
      return [['PicUrl', message.pic_url], id, ['MediaId', message.media_id]];
    case 'voice':
      return [
        ['MediaId', message.media_id],
        ['Format', message.format],
        id,
        ['Recognition', message.recognition],
      ];
    case 'video':
    case 'shortvideo':
      return [['MediaId', message.media_id], ['ThumbMediaId', message.thumb_media_id], id];
    case 'location':
      return [
        ['Location_X', degrees(message.latitude)],
        ['Location_Y', degrees(message.longitude)],
        ['Scale', message.scale],
        ['Label', message.label],
        id,
      ];
    case 'link':
      return [['Title', message.title], ['Description', message.description], ['Url', message.url], id];
    case 'file':
      return [
        ['Title', message.title],
        ['Description', message.description],
        ['FileKey', message.file_key],
        ['FileMd5', message.md5],
        ['FileTotalLen', message.bytes],
        id,
      ];
    default:
      return eventOf(message, head);
  }
}

function eventOf(message: PushMessage, head: PushHead): PushField[] {
  switch (message.type) {
    case 'subscribe':
      return message.scene === undefined
        ? [event('subscribe'), ['EventKey', '']]
        : [
            event('subscribe'),
            ['EventKey', `qrscene_${message.scene}`],
            ['Ticket', message.ticket ?? ticketOf(message.scene)],
          ];
    case 'unsubscribe':
      return [event('unsubscribe'), ['EventKey', '']];
    case 'scan':
      return [
        event('SCAN'),
        ['EventKey', message.scene],
        ['Ticket', message.ticket ?? ticketOf(message.scene)],
      ];
    case 'click':
      return [event('CLICK'), ['EventKey', message.key]];
    case 'view':
      return [event('VIEW'), ['EventKey', message.url], ['MenuId', message.menu_id]];
    case 'location-report':
      return [
        event('LOCATION'),
        ['Latitude', degrees(message.latitude)],
        ['Longitude', degrees(message.longitude)],
        ['Precision', degrees(message.precision)],
      ];
    case 'template-result':
      return [
        event('TEMPLATESENDJOBFINISH'),
        ['MsgID', { bare: message.message_id }],
        ['Status', message.status],
      ];
    case 'user-info-modified':
    case 'user-authorization-revoke':
    case 'user-authorization-cancellation': {
      const whom = message.openid === undefined ? head.openid : message.openid;
      return [
        event(FROM_THE_PLATFORM[message.type]!),
        ...optional('OpenID', whom ?? undefined),
        ['AppID', message.app_id ?? head.account.appId],
        ...(message.type === 'user-authorization-revoke' ? optional('RevokeInfo', message.revoke_info) : []),
        ...optional('UnionID', message.unionid),
      ];
    }
    case 'event':
      return [event(message.event), ...Object.entries(message.fields)];
    default:
      return [];
  }
}

function event(name: string): PushField {
  return ['Event', name];
}

function optional(name: string, value: string | undefined): PushField[] {
  return value === undefined ? [] : [[name, value]];
}

function degrees(value: number): { bare: string } {
  return { bare: value.toFixed(6) };
}

/** What a QR code's picture is fetched with; the same for the same scene. */
function ticketOf(scene: string): string {
  return `gQ${sha256(`lingpai sandbox qr ${scene}`).toString('base64').replaceAll('=', '')}==`;
}
