import { CallersJob } from '../../src/callers/callers.job.js';
import { CallersService } from '../../src/callers/callers.service.js';
import { OperatorsService } from '../../src/operators/operators.service.js';
import { codeOf, OperatorBrowser, PASSWORD } from '../support/operator-browser.js';
import { RunningApp } from '../support/start-app.js';

jest.setTimeout(60_000);

interface Own {
  readonly handle: string;
  readonly created_at: string;
  readonly seen_at: string;
  readonly expires_at: string;
  readonly current: boolean;
}

let app: RunningApp;
beforeAll(async () => {
  app = await RunningApp.start();
  const operators = app.server.app.get(OperatorsService);
  await operators.add({ name: 'alice', role: 'owner', password: PASSWORD });
  await operators.add({ name: 'bob', role: 'viewer', password: PASSWORD });
});
afterAll(() => app.stop());
beforeEach(() => app.rows('TRUNCATE operator_login_throttle, operator_session'));

const enter = (name: string): Promise<OperatorBrowser> => new OperatorBrowser(app).enter(name);
const seenBy = async (one: OperatorBrowser): Promise<Own[]> =>
  ((await one.ask('GET', 'me/sessions')).json() as { data: Own[] }).data;
const isIn = async (one: OperatorBrowser): Promise<boolean> =>
  (await one.ask('GET', 'me/sessions')).status === 200;
const recorded = (action: string) =>
  app.rows<{ actor: string; target: string; detail: object }>(
    'SELECT actor, target, detail FROM audit_log WHERE action = $1 ORDER BY id DESC LIMIT 1',
    [action],
  );

describe('an operator’s own sessions', () => {
  it('are told, the asking one first, with when they were begun and used, and nothing that opens them', async () => {
    const [here, there] = [await enter('bob'), await enter('bob')];
    await enter('alice');
    const own = await seenBy(here);
    expect(own.map(({ current }) => current)).toEqual([true, false]);
    expect(Object.keys(own[0]!).sort()).toEqual(['created_at', 'current', 'expires_at', 'handle', 'seen_at']);
    expect((await seenBy(there)).map(({ handle }) => handle)).toEqual([own[1]!.handle, own[0]!.handle]);
    for (const { handle } of own) expect(handle).toMatch(/^[0-9a-f]{16}$/);
  });

  it('do not show one that still waits for its code, nor one that has lapsed', async () => {
    const here = await enter('bob');
    for (const change of [`state = 'awaits_totp'`, `expires_at = now() - interval '1 second'`]) {
      const other = await enter('bob');
      const [, { handle }] = (await seenBy(here)) as [Own, Own];
      await app.rows(
        `UPDATE operator_session SET ${change} WHERE encode(substring(id_hash FROM 1 FOR 8), 'hex') = $1`,
        [handle],
      );
      expect((await seenBy(here)).map(({ current }) => current)).toEqual([true]);
      expect(await isIn(other)).toBe(false);
    }
  });

  it('end one by one, which is recorded', async () => {
    const [here, there, third] = [await enter('bob'), await enter('bob'), await enter('bob')];
    const [, { handle }] = (await seenBy(there)) as [Own, Own];
    const mine = (await seenBy(here))[0]!.handle;
    const other = (await seenBy(there))[0]!.handle;
    expect((await here.ask('DELETE', `me/sessions/${other}`)).status).toBe(204);
    expect([await isIn(here), await isIn(there), await isIn(third)]).toEqual([true, false, true]);
    expect(await recorded('operator.session_ended')).toEqual([
      { actor: 'operator:bob', target: 'bob', detail: { session: other } },
    ]);
    expect([mine, handle]).not.toContain(other);
    const again = await here.ask('DELETE', `me/sessions/${other}`);
    expect([again.status, codeOf(again)]).toEqual([404, 'request.not_found']);
  });

  it('end all but the asking one, those that wait for a code too, and how many is recorded', async () => {
    const [here, there, half] = [await enter('bob'), await enter('bob'), await enter('bob')];
    const last = (await seenBy(half))[0]!.handle;
    await app.rows(
      `UPDATE operator_session SET state = 'awaits_totp' WHERE encode(substring(id_hash FROM 1 FOR 8), 'hex') = $1`,
      [last],
    );
    expect((await here.ask('DELETE', 'me/sessions')).json()).toEqual({ ended: 1 });
    expect([await isIn(here), await isIn(there)]).toEqual([true, false]);
    expect(await app.rows('SELECT state FROM operator_session')).toEqual([{ state: 'signed_in' }]);
    expect(await recorded('operator.sessions_ended')).toEqual([
      { actor: 'operator:bob', target: 'bob', detail: { ended: 1 } },
    ]);
  });

  it('are nobody else’s: an owner neither sees nor ends them here, and nor does anybody theirs', async () => {
    const [alice, bob] = [await enter('alice'), await enter('bob')];
    const [{ handle }] = (await seenBy(bob)) as [Own];
    expect((await seenBy(alice)).map((one) => one.handle)).not.toContain(handle);
    expect((await alice.ask('DELETE', `me/sessions/${handle}`)).status).toBe(404);
    expect((await alice.ask('DELETE', 'me/sessions')).json()).toEqual({ ended: 0 });
    expect(await isIn(bob)).toBe(true);
  });

  it('are told to nobody who is not signed in', async () => {
    const answer = await new OperatorBrowser(app).ask('GET', 'me/sessions');
    expect([answer.status, codeOf(answer)]).toEqual([401, 'operator.session_required']);
  });
});

describe('how often callers call', () => {
  it('is told by key, day and scope, once it was written down', async () => {
    const callers = app.server.app.get(CallersService);
    const scopes = ['token:read', 'users:read'] as const;
    const asked = { name: 'orders', scopes: [...scopes], account: null, cidrs: [], days: null };
    const { id, key } = await callers.create(asked);
    const call = async (path: string): Promise<number> => {
      const headers = { authorization: `Bearer ${key}` };
      return (await app.visitor('nobody').send('GET', path, { headers })).status;
    };
    for (let n = 0; n < 3; n++) expect(await call('/api/v1/accounts/main/token')).toBe(200);
    expect(await call('/api/v1/accounts/main/users')).toBe(200);
    // Refused before it came to anything: no use of the key.
    expect(await call('/api/v1/accounts/main/jsapi-ticket')).toBe(403);
    await app.server.app.get(CallersJob).writeCalls();

    const bob = await enter('bob');
    const told = (await bob.ask('GET', 'callers/use?days=7')).json() as { days: string[]; data: object[] };
    const today = told.days.at(-1);
    expect(told.days).toHaveLength(7);
    expect(told.data).toEqual([
      { caller: id, day: today, scope: 'token:read', calls: 3 },
      { caller: id, day: today, scope: 'users:read', calls: 1 },
    ]);
    expect((await bob.ask('GET', 'callers/use?days=91')).status).toBe(400);
  });
});
