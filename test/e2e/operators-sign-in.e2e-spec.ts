import { Secret, TOTP } from 'otpauth';
import { FirstOperator } from '../../src/operators/first-operator.js';
import { OperatorsService } from '../../src/operators/operators.service.js';
import { codeOf, OperatorBrowser, PASSWORD } from '../support/operator-browser.js';
import { RunningApp } from '../support/start-app.js';

jest.setTimeout(60_000);

let app: RunningApp;
beforeAll(async () => {
  app = await RunningApp.start();
});
afterAll(() => app.stop());
/** All tests come from one address. */
beforeEach(() => app.rows('TRUNCATE operator_login_throttle'));

const browser = (): OperatorBrowser => new OperatorBrowser(app);
const operators = (): OperatorsService => app.server.app.get(OperatorsService);

describe('the first operator', () => {
  it('is made by the link that the start printed, which works once', async () => {
    const link = app.server.setupUrl!;
    expect(link).toMatch(/\/admin\/setup#lf_[0-9A-Za-z]{32}$/);
    const token = new URL(link).hash.slice(1);
    const one = browser();
    expect((await one.ask('GET', 'setup')).json()).toEqual({ needed: true });
    expect((await one.ask('POST', 'setup/check', { token })).status).toBe(204);
    expect(codeOf(await one.ask('POST', 'setup/check', { token: `lf_${'x'.repeat(32)}` }))).toBe(
      'operator.setup_gone',
    );

    expect((await one.ask('GET', 'session/state')).json()).toEqual({ session: null });
    const short = await one.ask('POST', 'setup', { token, name: 'Alice', password: 'short' });
    expect([short.status, codeOf(short)]).toEqual([400, 'request.invalid']);
    const made = await one.ask('POST', 'setup', { token, name: 'Alice', password: PASSWORD });
    expect([made.status, made.json()]).toEqual([201, { state: 'signed_in' }]);
    expect((await one.ask('GET', 'session')).json()).toMatchObject({
      operator: { name: 'alice', role: 'owner' },
    });
    expect((await one.ask('GET', 'session/state')).json()).toMatchObject({
      session: { state: 'signed_in', operator: { name: 'alice' } },
    });

    const again = await browser().ask('POST', 'setup', { token, name: 'eve', password: PASSWORD });
    expect([again.status, codeOf(again)]).toEqual([410, 'operator.setup_gone']);
    expect((await one.ask('GET', 'setup')).json()).toEqual({ needed: false });
    expect(await app.server.app.get(FirstOperator).invite()).toBeNull();
  });

  it('keeps the link out of the log', () => {
    const token = new URL(app.server.setupUrl!).hash.slice(1);
    expect(app.log.lines.filter((line) => line.includes(token))).toEqual([]);
  });
});

describe('signing in', () => {
  it('sets a cookie that scripts cannot read and other sites do not send, and keeps only its digest', async () => {
    const one = browser();
    const answer = await one.logIn('ALICE');
    expect([answer.status, answer.json()]).toEqual([200, { state: 'signed_in' }]);
    expect(answer.cookies).toEqual([
      expect.stringMatching(
        /^lingpai-admin=lo_[0-9A-Za-z]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/,
      ),
    ]);
    expect(answer.headers['cache-control']).toBe('no-store');
    const rows = await app.rows<{ text: string }>('SELECT to_jsonb(s)::text AS text FROM operator_session s');
    expect(rows.map(({ text }) => text).join()).not.toContain(one.cookie!.slice(3));
  });

  it('gives another id at each login, and ends the one before it', async () => {
    const one = await browser().enter('alice');
    const before = one.cookie!;
    await one.enter('alice');
    expect(one.cookie).not.toBe(before);
    one.visitor.jar.set('localhost', 'lingpai-admin', before);
    expect(codeOf(await one.ask('GET', 'session'))).toBe('operator.session_required');
  });

  it('answers the same for a name nobody has and a wrong password', async () => {
    const [unknown, wrong] = [
      await browser().logIn('nobody'),
      await browser().logIn('alice', 'x'.repeat(20)),
    ];
    const without = ({ body }: { body: string }): unknown => ({
      ...(JSON.parse(body) as object),
      request_id: '',
    });
    expect(unknown.status).toBe(401);
    expect(wrong.status).toBe(401);
    expect(without(unknown)).toEqual(without(wrong));
  });

  it('ends with the logout, on every instance', async () => {
    const one = await browser().enter('alice');
    const cookie = one.cookie!;
    const out = await one.ask('DELETE', 'session');
    expect([out.status, one.cookie]).toEqual([204, undefined]);
    one.visitor.jar.set('localhost', 'lingpai-admin', cookie);
    expect(codeOf(await one.ask('GET', 'session'))).toBe('operator.session_required');
  });

  it('is over half an hour after the last use, and twelve hours after the login whatever happens', async () => {
    const one = await browser().enter('alice');
    const age = (minutes: number): Promise<object[]> =>
      app.rows(
        `UPDATE operator_session SET created_at = created_at - make_interval(mins => $1),
           seen_at = seen_at - make_interval(mins => $1), expires_at = expires_at - make_interval(mins => $1)`,
        [minutes],
      );
    await age(29);
    expect((await one.ask('GET', 'session')).status).toBe(200);
    await age(29);
    expect((await one.ask('GET', 'session')).status).toBe(200);
    await age(31);
    expect(codeOf(await one.ask('GET', 'session'))).toBe('operator.session_required');

    await one.enter('alice');
    for (let spent = 0; spent < 12 * 60 - 25; spent += 25) {
      await age(25);
      expect((await one.ask('GET', 'session')).status).toBe(200);
    }
    await age(25);
    expect(codeOf(await one.ask('GET', 'session'))).toBe('operator.session_required');
  });

  it('is not kept alive by a page that asks by itself', async () => {
    const one = await browser().enter('alice');
    for (const minutes of [20, 11]) {
      const answer = await one.ask('GET', 'session', undefined, { 'lingpai-background': '1' });
      expect(answer.status).toBe(200);
      await app.rows(
        `UPDATE operator_session SET seen_at = seen_at - make_interval(mins => $1),
           expires_at = expires_at - make_interval(mins => $1)`,
        [minutes],
      );
    }
    expect(codeOf(await one.ask('GET', 'session'))).toBe('operator.session_required');
  });
});

describe('failed tries', () => {
  it('are stopped by the address of the connection, whatever X-Forwarded-For says', async () => {
    const answers: number[] = [];
    for (let n = 0; n < 12; n++)
      answers.push(
        (await browser().logIn(`nobody${n}`, 'wrong', { 'x-forwarded-for': `203.0.113.${n}` })).status,
      );
    expect(answers).toEqual([...Array<number>(10).fill(401), 429, 429]);
    const late = await browser().logIn('alice');
    expect([late.status, codeOf(late)]).toEqual([429, 'operator.too_many_logins']);
    expect(Number(late.headers['retry-after'])).toBeGreaterThan(800);
  });

  it('many at once count as many', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => browser().logIn('alice', 'wrong')));
    const refused = answers.filter(({ status }) => status === 401);
    expect(refused).toHaveLength(10);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401, 429]));
  });

  it('do not count when they were none', async () => {
    for (let n = 0; n < 12; n++) expect((await browser().logIn('alice')).status).toBe(200);
  });

  it('leave no name in clear behind: people type passwords there', async () => {
    await browser().logIn('my-secret-password-1', 'wrong');
    const kept = await app.rows<{ text: string }>(
      `SELECT to_jsonb(t)::text AS text FROM operator_login_throttle t
       UNION ALL SELECT to_jsonb(a)::text FROM audit_log a`,
    );
    expect(kept.map(({ text }) => text).filter((text) => text.includes('my-secret'))).toEqual([]);
  });
});

describe('one-time codes', () => {
  const codeFor = (secret: string, shiftSeconds = 0): string =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + shiftSeconds * 1000 });

  it('are asked for once the first was given; each counts once, and recovery codes stand in', async () => {
    await operators().add({ name: 'bob', role: 'editor', password: PASSWORD });
    const one = await browser().enter('bob');
    const {
      secret,
      uri,
      qr_svg: qr,
    } = (await one.ask('POST', 'session/totp')).json() as Record<string, string>;
    expect(uri).toMatch(/^otpauth:\/\/totp\/Lingpai:bob\?/);
    expect(qr).toMatch(/^<svg /);
    expect((await browser().logIn('bob')).json()).toEqual({ state: 'signed_in' });
    expect(codeOf(await one.ask('PUT', 'session/totp', { code: '000000' }))).toBe('operator.code_refused');
    const first = codeFor(secret!, -30);
    const { recovery_codes: recovery } = (await one.ask('PUT', 'session/totp', { code: first })).json() as {
      recovery_codes: string[];
    };
    expect(recovery).toHaveLength(10);

    const two = browser();
    expect((await two.logIn('bob')).json()).toEqual({ state: 'awaits_totp' });
    const half = two.cookie!;
    expect(codeOf(await two.ask('GET', 'accounts'))).toBe('operator.code_required');
    expect((await two.ask('GET', 'session')).json()).toMatchObject({ state: 'awaits_totp', may: [] });
    expect(codeOf(await two.ask('POST', 'session/code', { code: first }))).toBe('operator.code_refused');
    const next = codeFor(secret!);
    expect((await two.ask('POST', 'session/code', { code: next })).json()).toEqual({ state: 'signed_in' });
    expect(two.cookie).not.toBe(half);
    expect((await two.ask('GET', 'accounts')).status).toBe(200);

    const three = await browser().enter('bob');
    expect(codeOf(await three.ask('POST', 'session/code', { code: next }))).toBe('operator.code_refused');
    const spare = recovery[0];
    expect((await three.ask('POST', 'session/code', { recovery_code: spare })).status).toBe(200);
    const four = await browser().enter('bob');
    expect(codeOf(await four.ask('POST', 'session/code', { recovery_code: spare }))).toBe(
      'operator.code_refused',
    );
  });

  it('and passwords, sessions and recovery codes are nowhere in clear', async () => {
    const one = await browser().enter('alice');
    const { secret } = (await one.ask('POST', 'session/totp')).json() as { secret: string };
    const seen = [
      ...app.log.lines,
      ...(
        await app.rows<{ text: string }>(
          `SELECT to_jsonb(o)::text AS text FROM operator o UNION ALL SELECT to_jsonb(r)::text FROM operator_recovery_code r
           UNION ALL SELECT to_jsonb(s)::text FROM operator_session s UNION ALL SELECT to_jsonb(a)::text FROM audit_log a`,
        )
      ).map(({ text }) => text),
    ].join('\n');
    for (const text of [secret, PASSWORD, one.cookie!, one.cookie!.slice(3)])
      expect(seen).not.toContain(text);
  });
});

describe('what is delicate', () => {
  it('asks for the password again, five minutes after it was given', async () => {
    const one = await browser().enter('alice');
    await app.rows(`UPDATE operator_session SET confirmed_at = confirmed_at - interval '6 minutes'`);
    const add = (): ReturnType<OperatorBrowser['ask']> =>
      one.ask('POST', 'operators', { name: 'carol', role: 'viewer', password: PASSWORD });
    expect(codeOf(await add())).toBe('operator.confirmation_required');
    expect(codeOf(await one.ask('POST', 'session/confirmation', { password: 'wrong' }))).toBe(
      'operator.confirmation_refused',
    );
    expect(
      await app.rows(`SELECT actor FROM audit_log WHERE action = 'operator.confirmation_refused'`),
    ).toEqual([{ actor: 'operator:alice' }]);
    expect((await one.ask('POST', 'session/confirmation', { password: PASSWORD })).status).toBe(204);
    expect((await add()).status).toBe(201);
  });

  it('a new password ends the other sessions, and the old password', async () => {
    const [one, other] = [await browser().enter('carol'), await browser().enter('carol')];
    const password = 'quite another battery staple';
    expect((await one.ask('POST', 'session/password', { password })).status).toBe(204);
    expect((await one.ask('GET', 'session')).status).toBe(200);
    expect((await other.ask('GET', 'session')).status).toBe(401);
    expect((await browser().logIn('carol')).status).toBe(401);
    expect((await browser().logIn('carol', password)).status).toBe(200);
  });

  it('the last owner stays one', async () => {
    const one = await browser().enter('alice');
    const { data } = (await one.ask('GET', 'operators')).json() as { data: { id: string; name: string }[] };
    const { id } = data.find(({ name }) => name === 'alice')!;
    for (const change of [{ role: 'viewer' }, { disabled: true }])
      expect(codeOf(await one.ask('PATCH', `operators/${id}`, change))).toBe('operator.last_owner');
    expect((await one.ask('GET', 'session')).json()).toMatchObject({ operator: { role: 'owner' } });
  });

  it('whoever is let in no more is out at once', async () => {
    const [one, carol] = [
      await browser().enter('alice'),
      await browser().enter('carol', 'quite another battery staple'),
    ];
    const { data } = (await one.ask('GET', 'operators')).json() as { data: { id: string; name: string }[] };
    const { id } = data.find(({ name }) => name === 'carol')!;
    expect((await one.ask('PATCH', `operators/${id}`, { disabled: true })).status).toBe(200);
    expect((await carol.ask('GET', 'session')).status).toBe(401);
    expect((await browser().logIn('carol', 'quite another battery staple')).status).toBe(401);
  });
});
