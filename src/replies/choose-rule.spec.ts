import type { PushMessage } from '../wechat/push/push-message.js';
import { chooseRule } from './choose-rule.js';
import type { HeldRule } from './reply-rule.repository.js';

function aRule(given: Partial<HeldRule>): HeldRule {
  return {
    id: '1',
    trigger: 'default',
    keyword: null,
    match: null,
    content: { text: '好' },
    loginAccountId: null,
    position: 0,
    enabled: true,
    createdAt: new Date(0),
    updatedAt: new Date(0),
    ...given,
  };
}

function aPush(given: Partial<PushMessage>): PushMessage {
  return {
    toUserName: 'gh_account',
    fromUserName: 'oVisitor',
    createTime: 1_700_000_000,
    msgType: 'text',
    event: null,
    eventKey: null,
    content: null,
    msgId: '1',
    fields: new Map(),
    ...given,
  };
}

const follow = aRule({ id: 'follow', trigger: 'follow' });
const exact = aRule({ id: 'exact', trigger: 'keyword', keyword: '会员', match: 'exact' });
const contains = aRule({ id: 'contains', trigger: 'keyword', keyword: 'Card', match: 'contains' });
const rest = aRule({ id: 'rest' });
const RULES = [rest, follow, exact, contains];

const said = (content: string) => chooseRule(RULES, aPush({ content }))?.id ?? null;

it.each([
  ['the word itself', '会员', 'exact'],
  ['the word with spaces around it', ' 会员\n', 'exact'],
  ['the word within a text, where it must stand alone', '我是会员', 'rest'],
  ['a word anywhere, in either case', 'my CARD please', 'contains'],
  ['a word in full width', 'ｃａｒｄ', 'contains'],
  ['something else', '你好', 'rest'],
  ['nothing', '', 'rest'],
])('a text that says %s', (_name, content, id) => {
  expect(said(content)).toBe(id);
});

it('a word goes before what answers everything else, and the first of two words before the second', () => {
  expect(said('会员 card')).toBe('contains');
  const both = [contains, aRule({ id: 'later', trigger: 'keyword', keyword: 'card', match: 'contains' })];
  expect(chooseRule(both, aPush({ content: 'card' }))?.id).toBe('contains');
  expect(chooseRule(both.toReversed(), aPush({ content: 'card' }))?.id).toBe('later');
});

it('a follow is answered by the rule for follows, by QR too; no other event is answered', () => {
  const event = (name: string, eventKey = '') =>
    chooseRule(RULES, aPush({ msgType: 'event', event: name, eventKey }))?.id ?? null;
  expect(event('subscribe')).toBe('follow');
  expect(event('subscribe', 'qrscene_7')).toBe('follow');
  for (const other of ['unsubscribe', 'SCAN', 'CLICK', 'VIEW', 'user_authorization_revoke'])
    expect(event(other, '会员')).toBeNull();
});

it('a message without words is answered by what answers everything else', () => {
  expect(chooseRule(RULES, aPush({ msgType: 'image' }))?.id).toBe('rest');
});

it('a rule that is off answers nothing', () => {
  const off = RULES.map((rule) => ({ ...rule, enabled: false }));
  expect(chooseRule(off, aPush({ content: '会员' }))).toBeNull();
  expect(chooseRule(off, aPush({ msgType: 'event', event: 'subscribe' }))).toBeNull();
});
