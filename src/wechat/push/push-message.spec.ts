import { plainPush, type PushField } from './push-envelope.js';
import { readPushMessage } from './push-message.js';

const HEAD: PushField[] = [
  ['ToUserName', 'gh_b4f0e22ae50e'],
  ['FromUserName', 'oJqxQwYRyZMXFTc8sipB5TSe6Vw4'],
  ['CreateTime', 1669731471],
];
const read = (...fields: PushField[]) => readPushMessage(plainPush([...HEAD, ...fields]));

it('a text has its content and an id that no number could hold', () => {
  expect(
    read(['MsgType', 'text'], ['Content', '你好 ]]> /::)'], ['MsgId', { bare: '23904806341841418' }]),
  ).toMatchObject({
    toUserName: 'gh_b4f0e22ae50e',
    fromUserName: 'oJqxQwYRyZMXFTc8sipB5TSe6Vw4',
    createTime: 1669731471,
    msgType: 'text',
    event: null,
    eventKey: null,
    content: '你好 ]]> /::)',
    msgId: '23904806341841418',
  });
});

it('an event keeps its letter case and its key as text', () => {
  const scan = read(['MsgType', 'event'], ['Event', 'SCAN'], ['EventKey', '00110']);
  expect(scan).toMatchObject({ event: 'SCAN', eventKey: '00110', content: null, msgId: null });
  expect(read(['MsgType', 'event'], ['Event', 'subscribe'])).toMatchObject({ eventKey: null });
});

it('every field is there by its name, nested ones too', () => {
  const xml = plainPush([...HEAD, ['MsgType', 'event'], ['Event', 'scancode_push']]).replace(
    '</xml>',
    '<ScanCodeInfo><ScanType>qrcode</ScanType></ScanCodeInfo><OpenID>\n <![CDATA[oX]]> </OpenID></xml>',
  );
  const { fields } = readPushMessage(xml);
  expect(fields.get('ScanCodeInfo')).toBe('');
  expect(fields.get('OpenID')).toBe('oX');
  expect(fields.get('constructor')).toBeUndefined();
});

it.each([
  ['another root', '<message></message>'],
  ['no sender', plainPush([HEAD[0]!, HEAD[2]!, ['MsgType', 'text']])],
  [
    'a sender who is a sentence',
    plainPush([HEAD[0]!, ['FromUserName', 'o x'], HEAD[2]!, ['MsgType', 'text']]),
  ],
  ['no time', plainPush([HEAD[0]!, HEAD[1]!, ['MsgType', 'text']])],
  ['an event without a name', plainPush([...HEAD, ['MsgType', 'event']])],
  ['two senders', plainPush([...HEAD, HEAD[1]!, ['MsgType', 'text']])],
  ['JSON', '{"ToUserName":"gh_b4f0e22ae50e"}'],
])('is none: %s', (_what, xml) => {
  expect(() => readPushMessage(xml)).toThrow(expect.objectContaining({ code: 'wechat.push_unreadable' }));
});
