import type { UpstreamCall } from '../../chaos/upstream.mjs';
import { type Answer, type TestAccount, TokenServers } from '../chaos/token-servers.js';

jest.setTimeout(90_000);

const PROCESSES = 3;

let servers: TokenServers;

beforeAll(async () => {
  servers = await TokenServers.start(PROCESSES, { stable: 10, classic: 2 });
});

afterAll(() => servers?.stop());

afterEach(() => servers?.upstream.heal());

const callsFor = ({ appId }: TestAccount, since: number): UpstreamCall[] =>
  servers.upstream.calls({ appId, since });
const statusesOf = (answers: readonly Answer[]) => [...new Set(answers.map(({ status }) => status))];
const versionsOf = (answers: readonly Answer[]) => [...new Set(answers.map(({ body }) => body.version))];

/** A promise, and the way to keep it. */
function aGate(): { passed: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}

it('three processes asked for the first time at once fetch one token and one ticket', async () => {
  const account = servers.anAccount();
  const { seq } = servers.upstream;
  const [tokens, tickets] = await Promise.all([
    servers.together(90, (process) => servers.read(process, account)),
    servers.together(45, (process) => servers.readTicket(process, account)),
  ]);
  expect(callsFor(account, seq).map(({ family }) => family)).toEqual(['stable', 'ticket']);
  expect([statusesOf(tokens), versionsOf(tokens), statusesOf(tickets)]).toEqual([[200], [1], [200]]);
  expect(new Set(tickets.map(({ body }) => body.ticket)).size).toBe(1);
});

it('a token past its end is fetched once, however many ask of whichever process, twenty times over', async () => {
  const accounts = servers.someAccounts(5);
  for (const account of accounts) await servers.everyProcessHas(account, 1);
  for (let round = 0; round < 4; round++) {
    await servers.end(accounts);
    const { seq } = servers.upstream;
    const bursts = await Promise.all(
      accounts.map((account) => servers.together(60, (process) => servers.read(process, account))),
    );
    for (const [index, account] of accounts.entries()) {
      expect(callsFor(account, seq)).toHaveLength(1);
      expect([statusesOf(bursts[index]!), versionsOf(bursts[index]!)]).toEqual([[200], [round + 2]]);
    }
  }
});

it('a token that is due is fetched once, and nobody waits for it', async () => {
  const account = await servers.anAccountWithToken();
  const { seq } = servers.upstream;
  const gate = aGate();
  const slow = servers.upstream.rule({ appId: account.appId, heldUntil: gate.passed });
  await servers.makeDue(account);
  await servers.until(() => slow.hits === 1);
  const meanwhile = await servers.together(300, (process) => servers.read(process, account));
  gate.open();
  await servers.everyProcessHas(account, 2);
  expect([statusesOf(meanwhile), versionsOf(meanwhile)]).toEqual([[200], [1]]);
  expect(callsFor(account, seq)).toHaveLength(1);
});

describe('reports of a dead token', () => {
  it('a hundred at once, by version or by value: one renewal, forced because WeChat goes on giving it', async () => {
    const account = await servers.anAccountWithToken();
    const dead = (await servers.read(0, account)).body;
    servers.ledgerOf(account).reject(dead.access_token);
    const { seq } = servers.upstream;
    const answers = await servers.together(100, (process, index) =>
      servers.report(
        process,
        account,
        index % 2 ? { version: dead.version } : { access_token: dead.access_token },
      ),
    );
    expect([statusesOf(answers), versionsOf(answers)]).toEqual([[200], [2]]);
    expect(callsFor(account, seq).filter(({ force }) => force)).toHaveLength(1);
    expect(callsFor(account, seq).map(({ family }) => family)).toEqual(['stable', 'check', 'stable']);

    const later = servers.upstream.seq;
    const late = await servers.together(50, (process) =>
      servers.report(process, account, { version: dead.version }),
    );
    expect([statusesOf(late), versionsOf(late)]).toEqual([[200], [2]]);
    expect(late.filter(({ body }) => body.refreshed)).toEqual([]);
    expect(callsFor(account, later)).toEqual([]);
  });

  it('are not believed when WeChat says that it lives', async () => {
    const account = await servers.anAccountWithToken();
    const { seq } = servers.upstream;
    const answers = await servers.together(60, (process) => servers.report(process, account, { version: 1 }));
    expect([statusesOf(answers), versionsOf(answers)]).toEqual([[200], [1]]);
    expect(callsFor(account, seq).filter(({ force }) => force)).toEqual([]);
  });

  it('lead to a stranger who fetches classic tokens: the first one heals, and the history names the cause', async () => {
    const account = await servers.anAccountWithToken('classic');
    const ours = (await servers.read(0, account)).body;
    await fetch(
      `${servers.upstream.url()}/cgi-bin/token?grant_type=client_credential&appid=${account.appId}&secret=${account.secret}`,
    );
    await servers.age(account, 301);
    expect(servers.upstream.judge(ours.access_token).state).toBe('superseded');
    const answer = await servers.report(1, account, { access_token: ours.access_token });
    expect([answer.status, answer.body.version, answer.body.refreshed]).toEqual([200, 2, true]);
    expect(servers.upstream.judge(answer.body.access_token).state).toBe('valid');
    expect(await servers.historyOf(account)).toContainEqual({ event: 'died', cause: 'fetched_elsewhere' });
  });
});

describe('the process that renews', () => {
  it('is killed in the middle of its call: another renews, and no reader fails meanwhile', async () => {
    const account = await servers.anAccountWithToken();
    const { seq } = servers.upstream;
    const gate = aGate();
    const slow = servers.upstream.rule({ appId: account.appId, heldUntil: gate.passed, times: 1 });
    await servers.makeDue(account);
    await servers.until(() => slow.hits === 1);
    const renewer = callsFor(account, seq)[0]!.door;
    await servers.processes[renewer]!.end('SIGKILL');
    gate.open();

    const survivors = [0, 1, 2].filter((process) => process !== renewer);
    const answers: Answer[] = [];
    await servers.until(async () => {
      answers.push(...(await Promise.all(survivors.map((process) => servers.read(process, account)))));
      return answers.slice(-survivors.length).every(({ body }) => body.version === 2);
    });
    expect(statusesOf(answers)).toEqual([200]);
    expect(callsFor(account, seq).map(({ door }) => door === renewer)).toEqual([true, false]);

    await servers.startAgain(renewer);
    expect((await servers.read(renewer, account)).body.version).toBe(2);
    expect(callsFor(account, seq)).toHaveLength(2);
  });

  it('loses its way to Postgres with the answer in hand: what it sends late does not replace what came since', async () => {
    const account = await servers.anAccountWithToken('classic');
    await servers.end([account]);
    const { seq } = servers.upstream;
    const gate = aGate();
    const held = servers.upstream.rule({ appId: account.appId, door: 0, heldUntil: gate.passed, times: 1 });
    const early = servers.read(0, account).catch(() => null);
    await servers.until(() => held.hits === 1);
    const stale = callsFor(account, seq)[0]!.value!;
    servers.cables[0]!.hold();
    gate.open();
    // Waits for the lease of the first to run out.
    const taken = await servers.read(1, account);
    servers.cables[0]!.release();
    await early;
    await servers.until(async () =>
      (await servers.historyOf(account)).some(({ event }) => event === 'fenced_off'),
    );
    expect([taken.status, taken.body.access_token === stale]).toEqual([200, false]);
    const newest = () => servers.ledgerOf(account).current('classic');
    for (let process = 0; process < PROCESSES; process++)
      await servers.until(async () => (await servers.read(process, account)).body.access_token === newest());
    expect(newest()).not.toBe(stale);
  });
});
