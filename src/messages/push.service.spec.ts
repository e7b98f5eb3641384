import { anAccount, testSealer } from '../../test/fakes/an-account.js';
import { FixedClock } from '../../test/fakes/fixed-clock.js';
import { InMemoryAccounts } from '../../test/fakes/in-memory-accounts.js';
import { RecordingLog } from '../../test/fakes/recording-log.js';
import { AccountsService } from '../accounts/accounts.service.js';
import type { NewPushSettings } from '../accounts/account.schemas.js';
import { DatabaseUnavailable } from '../database/database.errors.js';
import { SilentMeter } from '../kernel/metering/meter.js';
import { SystemRandom } from '../kernel/random/system-random.js';
import type { RepliesService } from '../replies/replies.service.js';
import { type PassiveReply, readReply } from '../wechat/push/passive-reply.js';
import { PushCipher } from '../wechat/push/push-cipher.js';
import {
  compatPush,
  plainPush,
  type PushField,
  readSealedAnswer,
  safePush,
} from '../wechat/push/push-envelope.js';
import { signCipher, signPush } from '../wechat/push/push-signature.js';
import { readXml } from '../wechat/push/push-xml.js';
import type { PushQuery } from '../wechat/push/verify-push.js';
import type { InboxService } from './inbox.service.js';
import type { Arrival, KeptPush, PushInboxRepository } from './push-inbox.repository.js';
import { PushInJson } from './push-in-json.js';
import { PushService } from './push.service.js';

const TOKEN = 'GreedIsGood';
const [KEY, PREVIOUS] = ['a'.repeat(43), 'b'.repeat(43)];
const NONCE = '1487905294';
const REPLY: PassiveReply = { type: 'text', content: '请点 <a href="https://x.example">登录</a>' };

let clock: FixedClock;
let accounts: AccountsService;
let kept: Map<string, Arrival & { answer: string | null }>;
let awayFor: number;
let replyTo: () => Promise<PassiveReply | null>;
let wakes: number;
let log: RecordingLog;
let service: PushService;
beforeEach(() => {
  clock = new FixedClock();
  accounts = new AccountsService(new InMemoryAccounts([anAccount()]), testSealer, clock, new SystemRandom());
  kept = new Map();
  awayFor = 0;
  replyTo = async () => REPLY;
  wakes = 0;
  log = new RecordingLog();
  const inbox = {
    async find({ identity }: Arrival): Promise<KeptPush | null> {
      if (awayFor-- > 0) throw new DatabaseUnavailable({ cause: new Error('away') });
      const earlier = kept.get(identity);
      return earlier ? { answer: earlier.answer, forged: false } : null;
    },
    async keep(arrival: Arrival, answer: string | null): Promise<boolean> {
      if (kept.has(arrival.identity)) return false;
      kept.set(arrival.identity, { ...arrival, answer });
      return true;
    },
  } as unknown as PushInboxRepository;
  const worker = { wake: () => void wakes++ } as unknown as InboxService;
  const replies = { replyTo: () => replyTo() } as unknown as RepliesService;
  service = new PushService(
    accounts,
    inbox,
    worker,
    replies,
    clock,
    new SystemRandom(),
    new SilentMeter(),
    log,
  );
});

const now = (): number => Math.floor(clock.now().getTime() / 1000);
const fields = (): PushField[] => [
  ['ToUserName', 'gh_1'],
  ['FromUserName', 'oVisitor1'],
  ['CreateTime', now()],
  ['MsgType', 'text'],
  ['Content', '登录'],
  ['MsgId', { bare: '23904806341841418' }],
];
/** A push as WeChat sends it in a mode. */
function aPush(mode: NewPushSettings['mode'], key = KEY): { query: PushQuery; body: Buffer } {
  const signed = { timestamp: String(now()), nonce: NONCE };
  const signature = signPush(TOKEN, signed);
  const xml = plainPush(fields());
  if (mode === 'plain') return { query: { ...signed, signature }, body: Buffer.from(xml) };
  const encrypt = new PushCipher(key, 'wx0123456789abcdef').encrypt(xml, Buffer.alloc(16, 7));
  const body = mode === 'safe' ? safePush('gh_1', encrypt) : compatPush(fields(), encrypt);
  const query = { ...signed, signature, msg_signature: signCipher(TOKEN, signed, encrypt) };
  return { query, body: Buffer.from(body) };
}
const receive = ({ query, body }: ReturnType<typeof aPush>) =>
  service.receive('main', query, async () => body);
const set = (mode: NewPushSettings['mode'], aesKey?: string) =>
  accounts.setPush('main', { mode, token: TOKEN, aesKey });

it('answers in clear where the push came in clear', async () => {
  await set('plain');
  const answer = await receive(aPush('plain'));
  expect(readReply(readXml(answer!))).toEqual({
    head: { to: 'oVisitor1', from: 'gh_1', createdAt: now() },
    reply: REPLY,
  });
  expect(wakes).toBe(1);
});

describe('a push in JSON, as consoles of other products may send it', () => {
  const push = JSON.stringify({
    ToUserName: 'gh_1',
    FromUserName: 'oVisitor1',
    CreateTime: 1,
    MsgType: 'text',
  });
  const bodies = {
    plain: push,
    compat: '\ufeff \n{"ToUserName":"gh_1","Encrypt":"x"}',
    safe: '{"Encrypt":"x"}',
  };

  it.each(['plain', 'compat', 'safe'] as const)(
    'is refused in %s mode, and told as what it is',
    async (mode) => {
      await set(mode, mode === 'plain' ? undefined : KEY);
      const { query } = aPush(mode);
      const refused = await receive({ query, body: Buffer.from(bodies[mode]) }).catch(
        (error: unknown) => error,
      );
      expect(refused).toBeInstanceOf(PushInJson);
      expect(refused).toMatchObject({ code: 'wechat.push_refused', fault: 'unreadable' });
      expect(kept.size).toBe(0);
    },
  );

  it('is not what else cannot be read, nor what is not signed', async () => {
    await set('plain');
    const { query } = aPush('plain');
    const thrown = (body: string, asked = query) =>
      receive({ query: asked, body: Buffer.from(body) }).catch((error: unknown) => error);
    for (const body of ['', '[{}]', '<xml>{</xml>'])
      expect(await thrown(body)).not.toBeInstanceOf(PushInJson);
    expect(await thrown(push, { ...query, signature: '0'.repeat(40) })).toMatchObject({ fault: 'signature' });
  });
});

it.each(['safe', 'compat'] as const)('in %s mode answers with the key that opened the push', async (mode) => {
  await set(mode, PREVIOUS);
  await set(mode, KEY);
  for (const key of [KEY, PREVIOUS]) {
    kept.clear();
    const sealed = readSealedAnswer((await receive(aPush(mode, key)))!)!;
    const { nonce, timestamp, encrypt, msgSignature } = sealed;
    expect(nonce).toBe(NONCE);
    expect(msgSignature).toBe(signCipher(TOKEN, { nonce, timestamp }, encrypt));
    const xml = new PushCipher(key, 'wx0123456789abcdef').decrypt(encrypt);
    expect(readReply(readXml(xml)).reply).toEqual(REPLY);
  }
});

it('answers a repetition with the very same bytes, and has no second effect', async () => {
  await set('safe', KEY);
  const push = aPush('safe');
  const first = await receive(push);
  clock.advance(10);
  replyTo = async () => ({ type: 'text', content: 'something else' });
  expect(await receive(push)).toBe(first);
  expect([kept.size, wakes]).toEqual([1, 1]);
});

it('answers with what another instance kept when that was first', async () => {
  await set('plain');
  const push = aPush('plain');
  replyTo = async () => {
    // While we ask for the reply, another instance keeps the push.
    replyTo = async () => null;
    await receive(push);
    return REPLY;
  };
  expect(await receive(push)).toBeNull();
  expect([kept.size, wakes]).toEqual([1, 1]);
});

it('a reply that fails is none: the push is taken all the same', async () => {
  await set('plain');
  replyTo = () => Promise.reject(new Error('a bad rule'));
  expect(await receive(aPush('plain'))).toBeNull();
  expect(kept.size).toBe(1);
  expect(log.events).toContain('messages.reply_failed');
});

it('a reply that takes too long is none', async () => {
  await set('plain');
  jest.useFakeTimers();
  try {
    let asked: () => void;
    const asking = new Promise<void>((resolve) => (asked = resolve));
    replyTo = () => (asked(), new Promise(() => undefined));
    const answer = receive(aPush('plain'));
    await asking;
    jest.advanceTimersByTime(2_500);
    expect(await answer).toBeNull();
  } finally {
    jest.useRealTimers();
  }
});

describe('while the database is away', () => {
  it('waits for it a little', async () => {
    await set('plain');
    awayFor = 5;
    expect(await receive(aPush('plain'))).not.toBeNull();
    expect(kept.size).toBe(1);
  });

  it('acknowledges nothing that it could not keep', async () => {
    await set('plain');
    awayFor = 1_000;
    await expect(receive(aPush('plain'))).rejects.toBeInstanceOf(DatabaseUnavailable);
    expect([kept.size, wakes]).toEqual([0, 0]);
    expect(clock.pauses.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(3_200);
  });
});

describe('the original id', () => {
  it('is learnt from the first push, and from then on no other is taken', async () => {
    await set('safe', KEY);
    await receive(aPush('safe'));
    expect((await accounts.get('main')).originalId).toBe('gh_1');
    expect(log.lines.at(-1)).toMatchObject({ level: 'info', event: 'messages.original_id_learnt' });
    await accounts.setPush('main', { mode: 'safe', token: TOKEN, originalId: 'gh_another' });
    kept.clear();
    await expect(receive(aPush('safe'))).rejects.toMatchObject({ fault: 'addressee' });
  });

  it('is learnt in plain mode too, and the operator is warned', async () => {
    await set('plain');
    await receive(aPush('plain'));
    expect(log.lines.at(-1)).toMatchObject({ level: 'warn', event: 'messages.original_id_learnt' });
  });

  it('is the one that another instance learnt first', async () => {
    await set('safe', KEY);
    const learn = accounts.learnOriginalId.bind(accounts);
    accounts.learnOriginalId = async (account, id) => {
      await learn(account, 'gh_first');
      return learn(account, id);
    };
    await expect(receive(aPush('safe'))).rejects.toMatchObject({ fault: 'addressee' });
  });
});

it('an account without pushes, and one that is none, read no body', async () => {
  const unread = () => Promise.reject(new Error('read'));
  await expect(service.receive('main', {}, unread)).rejects.toMatchObject({ fault: 'not_configured' });
  await expect(service.receive('nobody', {}, unread)).rejects.toMatchObject({ fault: 'no_such_account' });
});
