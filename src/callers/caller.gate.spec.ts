import type { ServerResponse } from 'node:http';
import { FixedClock } from '../../test/fakes/fixed-clock.js';
import { InMemoryApiKeys } from '../../test/fakes/in-memory-api-keys.js';
import { RecordedAnswer } from '../../test/fakes/recorded-answer.js';
import { SystemRandom } from '../kernel/random/system-random.js';
import { makeApiKey } from './api-key.js';
import { BadKeys } from './bad-keys.js';
import { CallerGate, type CallerRequest } from './caller.gate.js';
import { CallersService } from './callers.service.js';
import { KeyUse } from './key-use.js';
import { KnownCallers } from './known-callers.js';
import { RateLimits } from './rate-limits.js';

const random = new SystemRandom();
const asked = { name: 'reports', scopes: ['token:read' as const], account: null, cidrs: [], days: null };

let clock: FixedClock;
let rows: InMemoryApiKeys;
let known: KnownCallers;
let use: KeyUse;
let gate: CallerGate;
let key: string;
let id: string;

beforeEach(async () => {
  clock = new FixedClock();
  rows = new InMemoryApiKeys(clock, { main: 'id-of-main', shop: 'id-of-shop' });
  known = new KnownCallers(rows, clock);
  use = new KeyUse(rows);
  gate = new CallerGate(known, use, new BadKeys(clock), new RateLimits({ perMinute: null }, clock));
  await issue();
});

async function issue(given: object = {}): Promise<void> {
  ({ key, id } = await new CallersService(rows, random).create({ ...asked, ...given }));
  await known.refresh();
}
const bearing = (authorization: string | undefined, more: Partial<CallerRequest> = {}): CallerRequest => ({
  url: '/api/v1/accounts/main/token',
  headers: { authorization },
  ip: '192.0.2.1',
  ...more,
});
/** With the key, and at once: a promise would be a defect. */
const admit = (more: Partial<CallerRequest> = {}, account: string | null = 'main') =>
  gate.admit(bearing(`Bearer ${key}`, more), 'token:read', account);
function refusal(ask: () => unknown): Record<string, unknown> {
  try {
    const answer = ask();
    throw new Error(`admitted ${JSON.stringify(answer)}`);
  } catch (error) {
    return error as Record<string, unknown>;
  }
}

describe('a key that memory knows', () => {
  it('is decided on without a promise and without the database', () => {
    const before = rows.reads;
    expect(admit()).toMatchObject({ id, name: 'reports', account: null });
    expect(rows.reads).toBe(before);
  });

  it.each(['Bearer ', 'bearer ', 'BEARER ', 'Bearer    '])('is read behind "%s"', (scheme) => {
    expect(gate.admit(bearing(scheme + key), 'token:read', 'main')).toMatchObject({ id });
  });

  it('is noted as used once it was let in, and not before', async () => {
    refusal(() => gate.admit(bearing(`Bearer ${key}`), 'users:write', 'main'));
    await use.write();
    expect(rows.noted).toEqual([]);
    void admit();
    await use.write();
    expect(rows.noted).toEqual([[id]]);
  });

  it('for every account opens each, and what is of all', () => {
    for (const account of ['main', 'shop', 'absent', null])
      expect(gate.admit(bearing(`Bearer ${key}`), 'token:read', account)).toMatchObject({ id });
  });
});

describe('a request without a key', () => {
  it.each([undefined, '', 'Bearer', 'Bearer ', 'Basic bWU6c2VjcmV0', 'Bearerlp_x'])(
    'is told so: %j',
    (header) => {
      const refused = refusal(() => gate.admit(bearing(header), 'token:read', 'main'));
      expect(refused).toMatchObject({
        code: 'caller.key_missing',
        kind: 'unauthenticated',
        challenge: 'Bearer realm="lingpai"',
      });
    },
  );

  it('is told so for a bare key, which has no scheme', () => {
    expect(refusal(() => gate.admit(bearing(key), 'token:read', 'main'))['code']).toBe('caller.key_missing');
  });
});

describe('what cannot be a key', () => {
  const made = makeApiKey(random);

  it.each([
    ['cut off', made.slice(0, -1)],
    ['mistyped', made.slice(0, 20) + (made[20] === 'x' ? 'y' : 'x') + made.slice(21)],
    ['with something behind it', `${made} `],
    ['two of them', `${made} ${made}`],
    ['a session', `ls_${'a'.repeat(43)}`],
    ['quoted', `"${made}"`],
    ['empty of chance', `lp_${'a'.repeat(38)}`],
    ['very long', `lp_${'a'.repeat(15_000)}`],
  ])('is refused without the database: %s', (_name, text) => {
    rows.away = true;
    const refused = refusal(() => gate.admit(bearing(`Bearer ${text}`), 'token:read', 'main'));
    expect(refused).toMatchObject({
      code: 'caller.key_malformed',
      kind: 'unauthenticated',
      challenge: 'Bearer realm="lingpai", error="invalid_token"',
    });
    expect(refused['message']).not.toContain(text);
  });
});

describe('a key that memory does not know', () => {
  it('is looked for, and refused when it was never issued', async () => {
    const stranger = `Bearer ${makeApiKey(random)}`;
    await expect(gate.admit(bearing(stranger), 'token:read', 'main')).rejects.toMatchObject({
      code: 'caller.key_unknown',
      kind: 'unauthenticated',
    });
  });

  it('is let in when another instance has just issued it', async () => {
    const fresh = await new CallersService(rows, random).create(asked);
    expect(await gate.admit(bearing(`Bearer ${fresh.key}`), 'token:read', 'main')).toMatchObject({
      id: fresh.id,
    });
    await expect(
      (async () => gate.admit(bearing(`Bearer ${fresh.key}`), 'users:read', 'main'))(),
    ).rejects.toMatchObject({ code: 'caller.scope_missing' });
  });

  it('was revoked: it is refused like one never issued', async () => {
    await new CallersService(rows, random).revoke(id);
    await known.refresh();
    await expect(admit()).rejects.toMatchObject({ code: 'caller.key_unknown' });
  });

  it('may be anybody’s while the database never answered: neither yes nor no', async () => {
    rows.away = true;
    gate = new CallerGate(
      new KnownCallers(rows, clock),
      use,
      new BadKeys(clock),
      new RateLimits({ perMinute: null }, clock),
    );
    await expect(admit()).rejects.toMatchObject({ code: 'database.unavailable', kind: 'unavailable' });
  });
});

describe('a good key', () => {
  it('is refused from elsewhere than its networks', async () => {
    await issue({ cidrs: ['10.0.0.0/8', '2001:db8::/32'] });
    for (const ip of ['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::1'])
      expect(admit({ ip })).toMatchObject({ id });
    for (const ip of ['192.0.2.1', '::1', undefined])
      expect(refusal(() => admit({ ip }))).toMatchObject({
        code: 'caller.network_refused',
        kind: 'forbidden',
      });
  });

  it('is refused for what it has no scope for, by the scope’s name', () => {
    const refused = refusal(() => gate.admit(bearing(`Bearer ${key}`), 'token:refresh', 'main'));
    expect(refused).toMatchObject({
      code: 'caller.scope_missing',
      kind: 'forbidden',
      challenge: 'Bearer realm="lingpai", error="insufficient_scope", scope="token:refresh"',
    });
    expect(refused['message']).toContain('token:refresh');
  });

  it('of one account is refused for others, there or not in the same words, and for what is of all', async () => {
    await issue({ account: 'shop' });
    expect(admit({}, 'shop')).toMatchObject({ id, account: { id: 'id-of-shop', key: 'shop' } });
    const [other, absent, all] = ['main', 'absent', null].map((account) => refusal(() => admit({}, account)));
    for (const refused of [other, absent, all])
      expect(refused).toMatchObject({ code: 'caller.account_refused', kind: 'forbidden' });
    expect(absent!['message']).toBe(other!['message']);
  });
});

describe('a key in the address', () => {
  it.each(['access_token', 'key', 'anything'])(
    'is refused whatever it is called (%s), and whatever else came',
    (name) => {
      const url = `/api/v1/accounts/main/token?${name}=${key}`;
      for (const header of [undefined, `Bearer ${key}`]) {
        const refused = refusal(() => gate.admit(bearing(header, { url }), 'token:read', 'main'));
        expect(refused).toMatchObject({ code: 'caller.key_in_url', kind: 'invalid' });
        expect(refused['message']).not.toContain(key);
      }
    },
  );
});

describe('bad keys', () => {
  const send = (times: number, header: string, ip = '192.0.2.1') =>
    Array.from({ length: times }, () =>
      refusal(() => gate.admit(bearing(header, { ip }), 'token:read', 'main')),
    );

  it('from one address are told to wait after thirty, and a good one still passes', () => {
    const codes = send(31, 'Bearer lp_mistyped').map(({ code }) => code);
    expect(new Set(codes.slice(0, 30))).toEqual(new Set(['caller.key_malformed']));
    const [late] = send(1, 'Bearer lp_mistyped');
    expect(late).toMatchObject({
      code: 'caller.too_many_bad_keys',
      kind: 'rate-limited',
      retryAfterSeconds: 60,
    });
    expect(admit()).toMatchObject({ id });
    expect(send(1, 'Bearer lp_mistyped', '192.0.2.2')[0]).toMatchObject({ code: 'caller.key_malformed' });
    clock.advance(60);
    expect(send(1, 'Bearer lp_mistyped')[0]).toMatchObject({ code: 'caller.key_malformed' });
  });

  it('are those that are malformed or unknown; a missing one, or a good one used wrongly, is no attempt', async () => {
    send(40, '');
    for (let n = 0; n < 40; n++) refusal(() => gate.admit(bearing(`Bearer ${key}`), 'users:write', 'main'));
    for (let n = 0; n < 30; n++)
      await expect(
        gate.admit(bearing(`Bearer ${makeApiKey(random)}`), 'token:read', null),
      ).rejects.toMatchObject({
        code: 'caller.key_unknown',
      });
  });
});

describe('the guard’s way in', () => {
  let answer: RecordedAnswer;
  beforeEach(() => (answer = new RecordedAnswer()));
  const pass = (request: CallerRequest) =>
    gate.pass(request, answer as unknown as ServerResponse, 'token:read');

  it('notes the caller in the request, at once', () => {
    const request = bearing(`Bearer ${key}`, { params: { account: 'main' } });
    expect(pass(request)).toBe(true);
    expect(request.caller).toMatchObject({ id });
    expect(answer.headers).toEqual({});
  });

  it('takes the account from the path', async () => {
    await issue({ account: 'shop' });
    expect(pass(bearing(`Bearer ${key}`, { params: { account: 'shop' } }))).toBe(true);
    expect(refusal(() => pass(bearing(`Bearer ${key}`, { params: { account: 'main' } })))['code']).toBe(
      'caller.account_refused',
    );
    expect(refusal(() => pass(bearing(`Bearer ${key}`, { params: {} })))['code']).toBe(
      'caller.account_refused',
    );
  });

  it('says in the header what is wanted, with a promise or without', async () => {
    expect(refusal(() => pass(bearing(undefined)))['code']).toBe('caller.key_missing');
    expect(answer.headers).toEqual({ 'www-authenticate': 'Bearer realm="lingpai"' });
    await expect(pass(bearing(`Bearer ${makeApiKey(random)}`))).rejects.toMatchObject({
      code: 'caller.key_unknown',
    });
    expect(answer.headers['www-authenticate']).toContain('error="invalid_token"');
  });

  it('says nothing there when the key is good and the place is wrong, or the database is away', async () => {
    await issue({ cidrs: ['10.0.0.0/8'] });
    expect(refusal(() => pass(bearing(`Bearer ${key}`)))['code']).toBe('caller.network_refused');
    rows.away = true;
    clock.advance(601);
    await expect(pass(bearing(`Bearer ${key}`))).rejects.toMatchObject({ code: 'database.unavailable' });
    expect(answer.headers).toEqual({});
  });
});
