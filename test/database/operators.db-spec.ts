import { AuditRepository } from '../../src/audit/audit.repository.js';
import { AuditService } from '../../src/audit/audit.service.js';
import { FirstOperator } from '../../src/operators/first-operator.js';
import { LoginThrottle, MOST_TRIES } from '../../src/operators/login-throttle.js';
import type { OneTimeCodes } from '../../src/operators/one-time-codes.js';
import { OperatorLoginService } from '../../src/operators/operator-login.service.js';
import type { FoundOperatorSession, OperatorSessions } from '../../src/operators/operator-sessions.js';
import { OperatorRepository } from '../../src/operators/operator.repository.js';
import { OperatorsService } from '../../src/operators/operators.service.js';
import { Passwords } from '../../src/operators/passwords.js';
import { SystemRandom } from '../../src/kernel/random/system-random.js';
import { aDatabase, type ADatabase } from '../fakes/a-database.js';
import { testKeys } from '../fakes/an-account.js';

const random = new SystemRandom();
const password = 'correct horse battery staple';

let database: ADatabase;
beforeEach(async () => {
  database = await aDatabase();
});
afterEach(() => database.end());

/** One of several instances. */
function anInstance() {
  const { sql } = database;
  const passwords = new Passwords(random);
  const rows = new OperatorRepository(sql);
  const throttle = new LoginThrottle(sql, testKeys);
  const operators = new OperatorsService(rows, passwords, throttle, random);
  const audit = new AuditService(new AuditRepository(sql, testKeys));
  return {
    rows,
    passwords,
    throttle,
    operators,
    first: new FirstOperator(sql, rows, operators, passwords, random, audit),
  };
}

describe('failed tries', () => {
  const codeOf = (trying: Promise<void>): Promise<string> =>
    trying.then(
      () => 'let through',
      (error: { code: string }) => error.code,
    );
  const refused = 'operator.too_many_logins';

  it('count on all instances together', async () => {
    const [one, other] = [anInstance().throttle, anInstance().throttle];
    const tries: string[] = [];
    for (let n = 0; n <= MOST_TRIES.address; n++)
      tries.push(await codeOf((n % 2 === 0 ? one : other).take({ from: '192.0.2.1', name: `name${n}` })));
    expect(tries.filter((each) => each === 'let through')).toHaveLength(MOST_TRIES.address);
    expect(tries.at(-1)).toBe(refused);
    expect(await codeOf(other.take({ from: '192.0.2.2', name: 'alice' }))).toBe('let through');
  });

  it('with one name from everywhere are stopped too, and say when to come again', async () => {
    const { throttle } = anInstance();
    for (let n = 0; n < MOST_TRIES.name; n++) await throttle.take({ from: `192.0.2.${n}`, name: 'alice' });
    await expect(throttle.take({ from: '198.51.100.1', name: 'alice' })).rejects.toMatchObject({
      code: refused,
      retryAfterSeconds: expect.any(Number),
    });
    expect(await codeOf(throttle.take({ from: '198.51.100.1', name: 'bob' }))).toBe('let through');
    await throttle.forgive('alice');
    expect(await codeOf(throttle.take({ from: '198.51.100.1', name: 'alice' }))).toBe('let through');
  });

  it('altogether have a limit, which one who is stopped for his own does not use up', async () => {
    const { throttle } = anInstance();
    for (let n = 0; n < 3 * MOST_TRIES.address; n++)
      await codeOf(throttle.take({ from: '192.0.2.1', name: 'alice' }));
    const [row] = await database.sql.rows<{ tries: number }>(
      `SELECT tries FROM operator_login_throttle WHERE bucket = 'everybody'`,
    );
    expect(row!.tries).toBe(MOST_TRIES.address);
    await database.sql.rows(`UPDATE operator_login_throttle SET tries = $1 WHERE bucket = 'everybody'`, [
      MOST_TRIES.everybody,
    ]);
    expect(await codeOf(throttle.take({ from: '203.0.113.9', name: 'carol' }))).toBe(refused);
  });

  it('are forgotten after a quarter of an hour, and given back when they were none', async () => {
    const { throttle } = anInstance();
    const one = { from: '192.0.2.1', name: 'alice' };
    for (let n = 0; n < 50; n++) {
      await throttle.take(one);
      await throttle.giveBack(one);
    }
    for (let n = 0; n < MOST_TRIES.address; n++) await throttle.take(one);
    expect(await codeOf(throttle.take(one))).toBe(refused);
    await database.age('operator_login_throttle', 15 * 60 + 1);
    expect(await codeOf(throttle.take(one))).toBe('let through');
  });
});

describe('confirming within a session', () => {
  const from = '192.0.2.1';
  /** Signs alice up; what the service needs beyond her password is not asked. */
  async function aSession() {
    const { rows, passwords, throttle, operators } = anInstance();
    await operators.add({ name: 'alice', role: 'owner', password });
    const audit = new AuditService(new AuditRepository(database.sql, testKeys));
    const sessions = {
      confirm: async () => undefined,
      open: async () => 'lo_x',
    } as unknown as OperatorSessions;
    const logins = new OperatorLoginService(rows, passwords, {} as OneTimeCodes, sessions, throttle, audit);
    const { id: operatorId } = (await rows.findByName('alice'))!;
    const session = { operatorId, name: 'alice', idHash: Buffer.alloc(32) } as FoundOperatorSession;
    return { logins, session, throttle };
  }

  it('is not hindered by whoever fails to sign in under that name, from that address, or at all', async () => {
    const { logins, session, throttle } = await aSession();
    for (let n = 0; n < MOST_TRIES.address; n++) await throttle.take({ from, name: 'alice' });
    await database.sql.rows('UPDATE operator_login_throttle SET tries = 1000');
    await expect(throttle.take({ from, name: 'alice' })).rejects.toMatchObject({ retryAfterSeconds: 900 });
    await expect(logins.confirm(session, { password }, from)).resolves.toBeUndefined();
  });

  it('fails ten times from an address, and does not keep from signing in', async () => {
    const { logins, session, throttle } = await aSession();
    const confirm = { from, name: 'alice', step: 'confirmation' as const };
    for (let n = 0; n < MOST_TRIES.address; n++) await throttle.take(confirm);
    await expect(logins.confirm(session, { password }, from)).rejects.toMatchObject({
      code: 'operator.too_many_logins',
    });
    const login = { name: 'alice', password, from, replaces: null };
    await expect(logins.logIn(login)).resolves.toMatchObject({ state: 'signed_in' });
  });
});

describe('the first operator', () => {
  it('is one, however many links are out and however many use them at once', async () => {
    const instances = [anInstance(), anInstance(), anInstance()];
    const tokens = await Promise.all(instances.map(({ first }) => first.invite()));
    const made = await Promise.allSettled(
      [...tokens, tokens[0]!].map((token, at) =>
        instances[at % 3]!.first.accept(token!, { name: `name${at}`, password }),
      ),
    );
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const each of made)
      if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'operator.setup_gone' });
    expect(await instances[0]!.operators.list()).toMatchObject([{ role: 'owner' }]);
    expect(await instances[1]!.first.invite()).toBeNull();
  });

  it('cannot be made by a link that is older than half an hour', async () => {
    const { first } = anInstance();
    const token = (await first.invite())!;
    expect(await first.isGood(token)).toBe(true);
    await database.age('operator_setup', 31 * 60);
    expect(await first.isGood(token)).toBe(false);
    await expect(first.accept(token, { name: 'alice', password })).rejects.toMatchObject({
      code: 'operator.setup_gone',
    });
  });

  it('is known by a digest of the link alone', async () => {
    const token = (await anInstance().first.invite())!;
    const [row] = await database.sql.rows<{ text: string }>(
      'SELECT to_jsonb(s)::text AS text FROM operator_setup s',
    );
    expect(row!.text).not.toContain(token.slice(3, 12));
  });

  it('is the configured one where there is one, which the configuration decides at every start', async () => {
    const instances = [anInstance(), anInstance()];
    await Promise.all(instances.map(({ first }) => first.ensureConfigured(password)));
    const [{ operators, rows, passwords, first }] = instances as [ReturnType<typeof anInstance>];
    expect(await operators.list()).toMatchObject([{ name: 'admin', role: 'owner' }]);
    const hash = (await rows.findByName('admin'))!.passwordHash;
    await first.ensureConfigured(password);
    expect((await rows.findByName('admin'))!.passwordHash).toBe(hash);
    await first.ensureConfigured('quite another battery staple');
    const changed = (await rows.findByName('admin'))!.passwordHash;
    expect(await passwords.match(changed, 'quite another battery staple')).toBe(true);
    expect(await passwords.match(changed, password)).toBe(false);
  });
});

describe('passwords', () => {
  it('are kept as Argon2id with a salt of their own, and match however their letters are composed', async () => {
    const { passwords } = anInstance();
    const [one, other] = await Promise.all([
      passwords.hash('Ångström battery'),
      passwords.hash('Ångström battery'),
    ]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(other);
    expect(await passwords.match(one, 'A\u030angstro\u0308m battery')).toBe(true);
    expect(await passwords.match(one, 'Angstrom battery')).toBe(false);
    expect(await passwords.match(null, 'Ångström battery')).toBe(false);
  });
});

describe('roles', () => {
  it('never leave a server without an owner who is let in, however many are changed at once', async () => {
    const { operators } = anInstance();
    const owners = [];
    for (const name of ['alice', 'bob', 'carol'])
      owners.push(await operators.add({ name, role: 'owner', password }));
    const changes = await Promise.allSettled(
      owners.map(({ id }, at) => operators.change(id, at === 1 ? { disabled: true } : { role: 'viewer' })),
    );
    expect(changes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    const left = (await operators.list()).filter(({ role, disabledAt }) => role === 'owner' && !disabledAt);
    expect(left).toHaveLength(1);
  });
});
