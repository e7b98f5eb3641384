import { type PushField, plainPush } from '../wechat/push/push-envelope.js';
import { type PushMessage, readPushMessage } from '../wechat/push/push-message.js';
import { identityOf, kindOf, personOf } from './push-kind.js';

const message = (...fields: PushField[]): PushMessage =>
  readPushMessage(
    plainPush([
      ['ToUserName', 'gh_1'],
      ['FromUserName', 'oSender'],
      ['CreateTime', 1_770_000_000],
      ...fields,
    ]),
  );
const event = (name: string, ...fields: PushField[]): PushMessage =>
  message(['MsgType', 'event'], ['Event', name], ...fields);
const text = (msgId: string, ...fields: PushField[]): PushMessage =>
  message(['MsgType', 'text'], ['Content', 'hello'], ['MsgId', { bare: msgId }], ...fields);

it.each([
  [message(['MsgType', 'text']), 'text'],
  [message(['MsgType', 'hologram']), 'other'],
  [event('subscribe'), 'subscribe'],
  [event('SCAN'), 'scan'],
  [event('VIEW'), 'view'],
  [event('LOCATION'), 'location_report'],
  [event('scancode_waitmsg'), 'menu'],
  [event('user_authorization_cancellation'), 'user_authorization_cancellation'],
  [event('TEMPLATESENDJOBFINISH'), 'other'],
  [event('constructor'), 'other'],
])('push %# is of the kind %s', (push, kind) => {
  expect(kindOf(push)).toBe(kind);
});

it('is about its sender, except where the platform writes and names somebody', () => {
  expect(personOf(text('1'))).toBe('oSender');
  const named = event('user_authorization_revoke', ['OpenID', 'oSomebody'], ['RevokeInfo', '205']);
  expect(personOf(named)).toBe('oSomebody');
  expect(personOf(event('user_info_modified'))).toBeNull();
  expect(personOf(event('user_authorization_cancellation', ['OpenID', 'no openid']))).toBeNull();
});

describe('two pushes are not the same', () => {
  const same = (one: PushMessage, other: PushMessage): boolean =>
    identityOf('wx1', one) === identityOf('wx1', other);

  it('unless everything that tells them apart is', () => {
    expect(same(text('23904806341841418'), text('23904806341841418'))).toBe(true);
    expect(same(text('23904806341841418'), text('23904806341841419'))).toBe(false);
    expect(identityOf('wx1', text('1'))).not.toBe(identityOf('wx2', text('1')));
  });

  it('when two people share a message id', () => {
    const other = readPushMessage(
      plainPush([
        ['ToUserName', 'gh_1'],
        ['FromUserName', 'oAnother'],
        ['CreateTime', 1_770_000_000],
        ['MsgType', 'text'],
        ['Content', 'hello'],
        ['MsgId', { bare: '1' }],
      ]),
    );
    expect(same(text('1'), other)).toBe(false);
  });

  it('when they are two events of one second', () => {
    expect(same(event('LOCATION'), event('CLICK', ['EventKey', 'menu']))).toBe(false);
    expect(same(event('CLICK', ['EventKey', 'one']), event('CLICK', ['EventKey', 'other']))).toBe(false);
  });

  it('when the platform writes of two people in one second, or takes two things back', () => {
    const revoked = (openid: string, info: string): PushMessage =>
      event('user_authorization_revoke', ['OpenID', openid], ['RevokeInfo', info]);
    expect(same(revoked('o1', '205'), revoked('o2', '205'))).toBe(false);
    expect(same(revoked('o1', '205'), revoked('o1', '206'))).toBe(false);
    expect(same(revoked('o1', '205'), revoked('o1', '205'))).toBe(true);
  });
});
