import { AuditRepository } from '../../src/audit/audit.repository.js';
import { AuditService } from '../../src/audit/audit.service.js';
import { FirstOperator } from '../../src/operators/first-operator.js';
import { LoginThrottle, MOST_TRIES } from '../../src/operators/login-throttle.js';
import { OneTimeCodes } from '../../src/operators/one-time-codes.js';
import { OperatorLoginService } from '../../src/operators/operator-login.service.js';
import { OperatorSessionRepository } from '../../src/operators/operator-session.repository.js';
import { OperatorSessions } from '../../src/operators/operator-sessions.js';
import { OperatorRepository } from '../../src/operators/operator.repository.js';
import { OperatorsService } from '../../src/operators/operators.service.js';
import { Passwords } from '../../src/operators/passwords.js';
import { OperatorsJob } from '../../src/operators/operators.job.js';
import { SilentLog } from '../../src/kernel/logging/log.js';
import { SystemRandom } from '../../src/kernel/random/system-random.js';
import { aDatabase, type ADatabase } from '../fakes/a-database.js';
import { testKeys, testSealer } from '../fakes/an-account.js';
import { FixedClock } from '../fakes/fixed-clock.js';
import { Secret, TOTP } from 'otpauth';

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
  const clock = new FixedClock();
  const codes = new OneTimeCodes(rows, testSealer, random, clock);
  const sessionRows = new OperatorSessionRepository(sql);
  const sessions = new OperatorSessions(sessionRows, random);
  return {
    rows,
    passwords,
    throttle,
    operators,
    clock,
    codes,
    sessions,
    logins: new OperatorLoginService(rows, passwords, codes, sessions, throttle, audit),
    job: new OperatorsJob(sessionRows, throttle, audit, new SilentLog()),
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

  const closeTheDoor = (): Promise<unknown> =>
    database.sql.rows(
      `INSERT INTO operator_login_throttle VALUES ('everybody', $1, now() + interval '15 minutes')
       ON CONFLICT (bucket) DO UPDATE SET tries = excluded.tries`,
      [MOST_TRIES.everybody],
    );

  it('of strangers do not close the door to an address from which somebody signed in lately', async () => {
    const { throttle } = anInstance();
    await throttle.remember('192.0.2.1');
    await closeTheDoor();
    expect(await codeOf(throttle.take({ from: '203.0.113.9', name: 'alice' }))).toBe(refused);
    // Its own tries and those with a name count for it as ever.
    for (let n = 0; n < MOST_TRIES.address; n++)
      expect(await codeOf(throttle.take({ from: '192.0.2.1', name: `name${n}` }))).toBe('let through');
    expect(await codeOf(throttle.take({ from: '192.0.2.1', name: 'alice' }))).toBe(refused);
    for (let n = 0; n < MOST_TRIES.name; n++) {
      await database.sql.rows(`DELETE FROM operator_login_throttle WHERE bucket LIKE 'address:%'`);
      await codeOf(throttle.take({ from: '192.0.2.1', name: 'alice' }));
    }
    expect(await codeOf(throttle.take({ from: '192.0.2.1', name: 'alice' }))).toBe(refused);
    expect(JSON.stringify(await database.sql.rows('SELECT * FROM operator_login_throttle'))).not.toContain(
      '192.0.2.1',
    );
  });

  it('leave the door open to whoever signed in from an address, for thirty days', async () => {
    const { logins, operators, throttle, job } = anInstance();
    await operators.add({ name: 'alice', role: 'owner', password });
    const from = '192.0.2.1';
    await logins.logIn({ name: 'alice', password, from, replaces: null });
    await expect(
      logins.logIn({ name: 'alice', password: 'wrong', from: '192.0.2.2', replaces: null }),
    ).rejects.toMatchObject({ code: 'operator.login_refused' });
    await closeTheDoor();
    await expect(logins.logIn({ name: 'alice', password, from, replaces: null })).resolves.toMatchObject({
      state: 'signed_in',
    });
    expect(await codeOf(throttle.take({ from: '192.0.2.2', name: 'alice' }))).toBe(refused);
    for (const [days, outcome] of [
      [29, 'let through'],
      [2, refused],
    ] as const) {
      await database.age('operator_login_throttle', days * 24 * 60 * 60);
      await job.purge();
      await closeTheDoor();
      expect(await codeOf(throttle.take({ from, name: 'alice' }))).toBe(outcome);
    }
  });

  it('that were turned away while it was closed are one line a minute, on all instances together', async () => {
    const [one, other] = [anInstance(), anInstance()];
    await closeTheDoor();
    const told = (): Promise<unknown[]> =>
      database.sql.rows('SELECT actor, action, detail FROM audit_log ORDER BY id');
    for (let n = 0; n < 7; n++)
      await codeOf((n % 2 ? one : other).throttle.take({ from: `192.0.2.${n}`, name: 'alice' }));
    await Promise.all([one.job.tellTurnedAway(), other.job.tellTurnedAway()]);
    expect(await told()).toEqual([]);
    await database.age('operator_login_throttle', 61);
    await one.job.purge();
    await codeOf(one.throttle.take({ from: '192.0.2.8', name: 'bob' }));
    await Promise.all([one.job.tellTurnedAway(), other.job.tellTurnedAway()]);
    await other.job.tellTurnedAway();
    const line = { actor: 'nobody', action: 'operator.logins_turned_away', detail: { count: 8 } };
    expect(await told()).toEqual([line]);
    await codeOf(one.throttle.take({ from: '192.0.2.9', name: 'bob' }));
    await one.job.tellTurnedAway();
    expect(await told()).toEqual([line]);
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
  /** Alice, signed in. */
  async function aSession() {
    const { logins, throttle, operators, sessions } = anInstance();
    const { id } = await operators.add({ name: 'alice', role: 'owner', password });
    const session = (await sessions.find(await sessions.open(id, 'signed_in', null)))!;
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

describe('a session', () => {
  const from = '192.0.2.1';
  const aTry = { name: 'alice', password, from, replaces: null };
  /** Alice, who awaits her chance to change what the login has looked at already. */
  async function whileLoggingIn(meddle: (alice: { id: string; name: string }) => Promise<unknown>) {
    const { logins, operators, passwords } = anInstance();
    const alice = await operators.add({ name: 'alice', role: 'owner', password });
    await operators.add({ name: 'bob', role: 'owner', password });
    const match = passwords.match.bind(passwords);
    passwords.match = async (...given) => {
      const right = await match(...given);
      await meddle(alice);
      return right;
    };
    return logins.logIn(aTry);
  }
  const sessionsLeft = (): Promise<number> => database.count('operator_session');

  it('is not opened by a password that was changed while it was being verified', async () => {
    const { operators } = anInstance();
    const login = whileLoggingIn((alice) => operators.setPassword(alice, 'quite another battery staple'));
    await expect(login).rejects.toMatchObject({ code: 'operator.login_refused' });
    expect(await sessionsLeft()).toBe(0);
    expect(await database.sql.rows('SELECT actor, action FROM audit_log')).toEqual([
      { actor: 'operator:alice', action: 'operator.login_refused' },
    ]);
  });

  it('is not opened for somebody who was locked out while the password was being verified', async () => {
    const { operators } = anInstance();
    const login = whileLoggingIn(({ id }) => operators.change(id, { disabled: true }));
    await expect(login).rejects.toMatchObject({ code: 'operator.login_refused' });
    expect(await sessionsLeft()).toBe(0);
  });

  /** Until a statement waits for a lock. */
  async function somebodyWaits(): Promise<void> {
    const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    while ((await database.sql.one(waiting)) === null);
  }

  /** Lets `second` come while `first` has done its work and has not committed it. */
  async function during(
    first: (rows: OperatorRepository) => Promise<unknown>,
    second: () => Promise<unknown>,
  ) {
    let outcome: Promise<unknown> = Promise.resolve();
    await database.sql.transaction(async (sql) => {
      await first(new OperatorRepository(sql));
      outcome = second().catch((error: unknown) => error);
      await somebodyWaits();
    });
    return outcome;
  }

  it('does not survive a change of password that is being committed when it opens', async () => {
    const { logins, operators, passwords } = anInstance();
    const { id } = await operators.add({ name: 'alice', role: 'owner', password });
    const hash = await passwords.hash('quite another battery staple');
    const outcome = await during(
      (rows) => rows.setPassword(id, hash),
      () => logins.logIn(aTry),
    );
    expect(outcome).toMatchObject({ code: 'operator.login_refused' });
    expect(await sessionsLeft()).toBe(0);
  });

  it('that is being committed when the password changes ends with it', async () => {
    const { operators, rows, passwords } = anInstance();
    const { id } = await operators.add({ name: 'alice', role: 'owner', password });
    const { passwordHash } = (await rows.findById(id))!;
    const hash = await passwords.hash('quite another battery staple');
    let changed: Promise<unknown> = Promise.resolve();
    await database.sql.transaction(async (sql) => {
      const sessions = new OperatorSessions(new OperatorSessionRepository(sql), random);
      expect(await sessions.openOn({ passwordHash }, id, 'signed_in', null)).not.toBeNull();
      changed = rows.setPassword(id, hash);
      await somebodyWaits();
    });
    await changed;
    expect(await sessionsLeft()).toBe(0);
  });

  it('is not opened by the code that follows a password which was changed meanwhile', async () => {
    const { codes, clock, logins, operators, rows, sessions } = anInstance();
    const alice = await operators.add({ name: 'alice', role: 'owner', password });
    const app = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret) });
    const { secret } = await codes.begin(alice.id);
    const codeNow = (): string => app(secret).generate({ timestamp: clock.now().getTime() });
    await codes.confirm(alice.id, codeNow());
    clock.advance(30);
    const { id, state } = await logins.logIn(aTry);
    expect(state).toBe('awaits_totp');
    const half = (await sessions.find(id))!;
    const takeStep = rows.takeStep.bind(rows);
    rows.takeStep = async (...given) => {
      const taken = await takeStep(...given);
      await operators.setPassword(alice, 'quite another battery staple');
      return taken;
    };
    await expect(logins.finish(half, { code: codeNow() }, { from, replaces: id })).rejects.toMatchObject({
      code: 'operator.session_required',
    });
    expect(await sessionsLeft()).toBe(0);
  });
});

describe('one-time codes', () => {
  async function alice() {
    const instance = anInstance();
    const { id } = await instance.operators.add({ name: 'alice', role: 'owner', password });
    const codeOf = (secret: string): string =>
      new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: instance.clock.now().getTime() });
    const held = () =>
      database.sql.one<{ sealed: string; since: Date | null }>(
        `SELECT encode(totp_sealed, 'hex') AS sealed, totp_since AS since FROM operator WHERE id = $1`,
        [id],
      );
    return { ...instance, id, codeOf, held };
  }

  it('that are asked for are not switched off by an enrolment that looked before they were', async () => {
    const { codes, rows, id, codeOf, held } = await alice();
    const { secret } = await codes.begin(id);
    const beginTotp = rows.beginTotp.bind(rows);
    let active: unknown;
    rows.beginTotp = async (...given) => {
      await codes.confirm(id, codeOf(secret));
      active = await held();
      return beginTotp(...given);
    };
    await expect(codes.begin(id)).rejects.toMatchObject({ code: 'operator.codes_active' });
    expect(active).toMatchObject({ since: expect.any(Date) });
    expect(await held()).toEqual(active);
  });

  it('are asked for of the secret whose first code was given, and of no other that has taken its place', async () => {
    const { codes, rows, id, codeOf, held } = await alice();
    const { secret } = await codes.begin(id);
    const confirmTotp = rows.confirmTotp.bind(rows);
    rows.confirmTotp = async (...given) => {
      await codes.begin(id);
      return confirmTotp(...given);
    };
    await expect(codes.confirm(id, codeOf(secret))).rejects.toMatchObject({ code: 'operator.no_enrolment' });
    expect(await held()).toMatchObject({ since: null });
    expect(await database.count('operator_recovery_code')).toBe(0);
  });

  it('of a secret that waits for its first code prove nothing', async () => {
    const { codes, id, codeOf } = await alice();
    const { secret } = await codes.begin(id);
    await expect(codes.take(id, codeOf(secret))).rejects.toMatchObject({ code: 'operator.code_refused' });
    expect(await codes.confirm(id, codeOf(secret))).toHaveLength(10);
    await expect(codes.take(id, codeOf(secret))).rejects.toMatchObject({ code: 'operator.code_refused' });
  });
});
