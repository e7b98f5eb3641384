import { anAccount } from '../../test/fakes/an-account.js';
import { RecordingLog } from '../../test/fakes/recording-log.js';
import type { ErasureService } from '../privacy/erasure.service.js';
import type { FollowingService } from '../users/following.service.js';
import type { UserInfoService } from '../users/user-info.service.js';
import { type PushField, plainPush } from '../wechat/push/push-envelope.js';
import { readPushMessage } from '../wechat/push/push-message.js';
import {
  WeChatQuotaSpent,
  WeChatRefused,
  WeChatTooManyCalls,
  WeChatUnreachable,
} from '../wechat/wechat-error.js';
import { FollowingHandler } from './handlers/following.handler.js';
import { WithdrawalHandler } from './handlers/withdrawal.handler.js';
import { PushEffectsService } from './push-effects.service.js';

const account = anAccount();
let did: string[];
let erased: boolean;
let refresh: () => Promise<{ subscribed: boolean }>;
let log: RecordingLog;
let effects: PushEffectsService;
beforeEach(() => {
  did = [];
  erased = false;
  refresh = async () => ({ subscribed: true });
  log = new RecordingLog();
  const said =
    (what: string) =>
    async (_account: unknown, given: { openid: string; at: Date; scene?: string | null }) => {
      did.push(
        [what, given.openid, given.at.toISOString(), given.scene]
          .filter((part) => part !== undefined)
          .join(' '),
      );
    };
  const following = { followed: said('followed'), unfollowed: said('unfollowed'), seen: said('seen') };
  const infos = { refresh: (_account: unknown, openid: string) => (did.push(`asked ${openid}`), refresh()) };
  const erasure = {
    erase: async (_account: unknown, openid: string, cause: string) => did.push(`erased ${openid} ${cause}`),
    withdraw: async (_account: unknown, openid: string, info: string) =>
      did.push(`withdrew ${openid} ${info}`),
    forgetProfile: async (_account: unknown, openid: string) => did.push(`forgot ${openid}`),
    unlessErased: async (_account: unknown, _openid: string, _at: Date, write: () => Promise<void>) => {
      if (!erased) await write();
      return !erased;
    },
  } as unknown as ErasureService;
  effects = new PushEffectsService(
    new FollowingHandler(
      following as unknown as FollowingService,
      infos as unknown as UserInfoService,
      erasure,
      log,
    ),
    new WithdrawalHandler(erasure, log),
  );
});

const apply = (...fields: PushField[]) =>
  effects.apply(
    account,
    readPushMessage(
      plainPush([
        ['ToUserName', 'gh_1'],
        ['FromUserName', 'oSender'],
        ['CreateTime', 1_770_000_000],
        ...fields,
      ]),
    ),
  );
const event = (name: string, ...fields: PushField[]) =>
  apply(['MsgType', 'event'], ['Event', name], ...fields);
const AT = new Date(1_770_000_000_000).toISOString();

it('who follows is noted, and WeChat is asked who that is', async () => {
  await event('subscribe', ['EventKey', '']);
  expect(did).toEqual([`followed oSender ${AT} `, 'asked oSender']);
});

it.each([
  ['qrscene_110', '110'],
  ['qrscene_0007', '0007'],
  ['qrscene_shop/one', 'shop/one'],
  ['last_trade_no_4200001', ''],
])('who follows by %s came by the scene "%s", as text', async (key, scene) => {
  await event('subscribe', ['EventKey', key], ['Ticket', 'x']);
  expect(did[0]).toBe(`followed oSender ${AT} ${scene}`);
});

it('who leaves is noted', async () => {
  await event('unsubscribe', ['EventKey', '']);
  expect(did).toEqual([`unfollowed oSender ${AT}`]);
});

it.each(['SCAN', 'CLICK', 'VIEW', 'LOCATION', 'scancode_push'])('who does %s follows', async (name) => {
  await event(name, ['EventKey', 'key']);
  expect(did).toEqual([`seen oSender ${AT}`]);
});

it('who writes follows; what became of a message to them shows nothing', async () => {
  await apply(['MsgType', 'text'], ['Content', 'hello'], ['MsgId', { bare: '1' }]);
  await event('TEMPLATESENDJOBFINISH', ['MsgID', { bare: '2' }], ['Status', 'success']);
  await event('MASSSENDJOBFINISH', ['MsgID', { bare: '3' }]);
  expect(did).toEqual([`seen oSender ${AT}`]);
});

it('what is older than somebody’s erasure does not bring them back', async () => {
  erased = true;
  await event('subscribe', ['EventKey', '']);
  await apply(['MsgType', 'text'], ['Content', 'hello']);
  expect(did).toEqual([]);
});

describe('when WeChat does not tell who follows', () => {
  it('asks again later', async () => {
    refresh = () => Promise.reject(new WeChatUnreachable('cgi-bin.user.info', 'timeout', true));
    await expect(event('subscribe')).rejects.toMatchObject({ code: 'wechat.unreachable' });
  });

  it('does not ask again when the day’s quota is used up, but does when the minute’s is', async () => {
    const refused = (errcode: number) => new WeChatRefused('cgi-bin.user_info', errcode, 'reach max limit');
    refresh = () => Promise.reject(new WeChatQuotaSpent(refused(45009), 3_600));
    await event('subscribe');
    expect(log.lines).toMatchObject([{ event: 'messages.user_info_refused', fields: { errcode: 45009 } }]);
    refresh = () => Promise.reject(new WeChatTooManyCalls(refused(45011), 60));
    await expect(event('subscribe')).rejects.toMatchObject({ code: 'wechat.too_many_calls' });
  });

  it('does not ask again where the account may not', async () => {
    refresh = () => Promise.reject(new WeChatRefused('cgi-bin.user.info', 48001, 'api unauthorized'));
    await event('subscribe');
    expect(log.lines).toMatchObject([{ event: 'messages.user_info_refused', fields: { errcode: 48001 } }]);
  });
});

describe('what somebody takes back', () => {
  const of = (openid: string, appId = account.appId): PushField[] => [
    ['OpenID', openid],
    ['AppID', appId],
  ];

  it('is acted on for the user named, never for the sender', async () => {
    await event('user_authorization_cancellation', ...of('oNamed'));
    await event('user_authorization_revoke', ...of('oNamed'), ['RevokeInfo', '205']);
    await event('user_info_modified', ...of('oNamed'));
    expect(did).toEqual(['erased oNamed cancellation', 'withdrew oNamed 205', 'forgot oNamed']);
  });

  it('at another app is not acted on', async () => {
    await event('user_authorization_cancellation', ...of('oNamed', 'wxanother'));
    expect(did).toEqual([]);
    expect(log.events).toEqual(['messages.withdrawal_of_another_app']);
  });

  it('without anybody named does nothing', async () => {
    await event('user_info_modified');
    await event('user_authorization_revoke', ['OpenID', '']);
    expect(did).toEqual([]);
  });

  it('is acted on though they were erased before', async () => {
    erased = true;
    await event('user_authorization_cancellation', ...of('oNamed'));
    expect(did).toEqual(['erased oNamed cancellation']);
  });
});
