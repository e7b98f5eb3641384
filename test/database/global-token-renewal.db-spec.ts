import type { Account } from '../../src/accounts/account.entity.js';
import { SystemClock } from '../../src/kernel/clock/system-clock.js';
import { SystemRandom } from '../../src/kernel/random/system-random.js';
import { CredentialMemory } from '../../src/token/credential-memory.js';
import { GlobalTokenCalls } from '../../src/token/global-token-calls.js';
import { GlobalTokenService } from '../../src/token/global-token.service.js';
import { GlobalTokenSource } from '../../src/token/global-token.source.js';
import { Instance } from '../../src/token/instance.js';
import { JsPages } from '../../src/token/js-pages.js';
import { JsapiTicketService } from '../../src/token/jsapi-ticket.service.js';
import { JsapiTicketSource } from '../../src/token/jsapi-ticket.source.js';
import { RenewalService } from '../../src/token/renewal.service.js';
import { RenewalWitness } from '../../src/token/renewal-witness.js';
import { TokenHistoryRepository } from '../../src/token/token-history.repository.js';
import { aDatabase, type ADatabase } from '../fakes/a-database.js';
import { RecordingMeter } from '../fakes/a-token-room.js';
import { FakeTokenApi } from '../fakes/fake-token-api.js';
import { RecordingLog } from '../fakes/recording-log.js';

const READERS = 50;

let database: ADatabase;
let account: Account;
let wechat: FakeTokenApi;
let instances: ReturnType<typeof anInstance>[];
beforeAll(async () => void (database = await aDatabase()));
beforeEach(async () => {
  await database.clear();
  account = await database.addAccount({ tokenMode: 'classic' });
  wechat = new FakeTokenApi();
  instances = ['one/1', 'two/2', 'three/3', 'four/4'].map(anInstance);
});
afterAll(() => database.end());

/** One process of several over the database: what it remembers is its own. */
function anInstance(name: string) {
  const [clock, random] = [new SystemClock(), new SystemRandom()];
  const rows = database.credentials;
  const memory = new CredentialMemory(rows, clock);
  const witness = new RenewalWitness(new Instance(name), new RecordingLog(), new RecordingMeter());
  const renewals = new RenewalService(rows, memory, database.accountsOf(clock), witness, clock, random);
  const source = new GlobalTokenSource(wechat, database.accountsOf(clock), rows, clock);
  const tokens = new GlobalTokenService(source, memory, renewals, rows, witness, clock);
  const ticketSource = new JsapiTicketSource(wechat, new GlobalTokenCalls(tokens), clock);
  const pages = new JsPages('https://wx.example.com', []);
  return {
    memory,
    tokens,
    tickets: new JsapiTicketService(ticketSource, memory, renewals, pages, clock, random),
  };
}

/** What everybody gets who asks every instance at once. */
async function allAtOnce<T>(ask: (instance: (typeof instances)[number]) => Promise<T>): Promise<T[]> {
  return Promise.all(instances.flatMap((instance) => Array.from({ length: READERS }, () => ask(instance))));
}
const history = async () =>
  (await new TokenHistoryRepository(database.sql).last(account.id, 100)).toReversed();

describe('four instances over one Postgres', () => {
  it('started together fetch one token and one ticket', async () => {
    const tickets = await allAtOnce(({ tickets: service }) => service.current(account));
    expect(new Set(tickets.map(({ value }) => value))).toEqual(new Set(['J1']));
    expect(wechat.asked).toEqual(['classic', 'ticket with T1']);
  });

  it('find the token past and fetch one, time after time', async () => {
    for (let round = 1; round <= 5; round++) {
      const tokens = await allAtOnce((instance) => instance.tokens.current(account));
      expect(new Set(tokens.map(({ value, version }) => `${value}/${version}`))).toEqual(
        new Set([`T${round}/${round}`]),
      );
      expect(wechat.asked).toHaveLength(round);
      await database.age('global_token', 7_201);
      for (const { memory } of instances) await memory.look();
      expect(instances.map((instance) => instance.tokens.held('main'))).toEqual([null, null, null, null]);
    }
  });

  it('renew once what all of them find due, while everybody reads the old one', async () => {
    await allAtOnce((instance) => instance.tokens.current(account));
    await database.age('global_token', 6_700);
    for (const { memory } of instances) await memory.look();
    const renewals = instances.map((instance) => instance.tokens.renewDue(account, 1));
    const during = instances.map((instance) => instance.tokens.held('main')?.value);
    await Promise.all(renewals);
    expect(during).toEqual(['T1', 'T1', 'T1', 'T1']);
    expect(wechat.asked).toEqual(['classic', 'classic']);
    for (const { memory } of instances) await memory.look();
    expect(instances.map((instance) => instance.tokens.held('main')?.value)).toEqual([
      'T2',
      'T2',
      'T2',
      'T2',
    ]);
  });

  it('renew once on two hundred reports, and say who broke it', async () => {
    await allAtOnce((instance) => instance.tokens.current(account));
    const answers = await allAtOnce((instance) => instance.tokens.report(account, { value: 'T1' }, 'erp'));
    expect(new Set(answers.map(({ token }) => token.value))).toEqual(new Set(['T2']));
    expect(wechat.asked).toEqual(['classic', 'verdict on T1', 'classic']);
    const told = (await history()).filter(({ event }) => event !== 'late_report');
    expect(told).toMatchObject([
      { event: 'renewed', reason: 'first_use', version: 1 },
      { event: 'died', cause: 'fetched_elsewhere', version: 1, reportedBy: 'erp' },
      { event: 'renewed', reason: 'reported', version: 2, reportedBy: 'erp' },
    ]);
  });

  it('that cannot open what they find fetch one, and none of them drops it again', async () => {
    await instances[0]!.tokens.current(account);
    await database.sql.rows(`UPDATE global_token SET access_token = '\\x0102'`);
    instances = ['five/5', 'six/6', 'seven/7', 'eight/8'].map(anInstance);
    const tokens = await allAtOnce((instance) => instance.tokens.current(account));
    expect(new Set(tokens.map(({ value, version }) => `${value}/${version}`))).toEqual(new Set(['T2/2']));
    expect(wechat.asked).toEqual(['classic', 'classic']);
    await database.credentials.discard({ kind: 'token', accountId: account.id });
    expect(await instances[0]!.tokens.renew(account)).toMatchObject({ version: 3 });
    expect(await database.credentials.open({ kind: 'token', accountId: account.id })).toMatchObject({
      previous: 'T2',
    });
  });

  it('do not let one that stood still past its lease overwrite the newer one, and check which of the two lives', async () => {
    const [slow, fast] = instances as [(typeof instances)[number], (typeof instances)[number]];
    wechat.onClassic = async () => {
      wechat.onClassic = () => wechat.next();
      const late = wechat.next();
      await database.age('global_token', 6);
      await fast.tokens.current(account);
      return late;
    };
    expect(await slow.tokens.current(account)).toMatchObject({ value: 'T3', version: 2 });
    expect((await history()).map(({ event, instance }) => [event, instance])).toEqual([
      ['renewed', 'two/2'],
      ['fenced_off', 'one/1'],
      ['renewed', 'one/1'],
    ]);
    expect(await database.credentials.open({ kind: 'token', accountId: account.id })).toMatchObject({
      value: 'T3',
      version: 2,
      previous: 'T2',
    });
  });
});
