import { AuditRepository } from '../../src/audit/audit.repository.js';
import { AuditService } from '../../src/audit/audit.service.js';
import { AuditVerifier } from '../../src/audit/audit-verifier.js';
import { KeyRing } from '../../src/kernel/crypto/key-ring.js';
import { aDatabase, type ADatabase } from '../fakes/a-database.js';
import { testKeys } from '../fakes/an-account.js';

let database: ADatabase;
let rows: AuditRepository;
let audit: AuditService;
let verifier: AuditVerifier;
beforeEach(async () => {
  database = await aDatabase();
  rows = new AuditRepository(database.sql, testKeys);
  audit = new AuditService(rows);
  verifier = new AuditVerifier(rows);
});
afterEach(() => database.end());

const write = async (count: number): Promise<void> => {
  for (let n = 1; n <= count; n++)
    await audit.record({
      actor: 'operator:alice',
      action: 'account.changed',
      detail: { n, b: 1, a: { d: 2, c: null } },
    });
};
/** As somebody would who owns the database and has read the migrations. */
const asOwner = async (...statements: string[]): Promise<void> => {
  await database.sql.rows('ALTER TABLE audit_log DISABLE TRIGGER audit_log_only_grows');
  for (const statement of statements) await database.sql.rows(statement);
  await database.sql.rows('ALTER TABLE audit_log ENABLE TRIGGER audit_log_only_grows');
};

describe('the record', () => {
  it.each(['UPDATE audit_log SET actor = $$eve$$', 'DELETE FROM audit_log', 'TRUNCATE audit_log'])(
    'only grows: %s is refused',
    async (statement) => {
      await write(2);
      await expect(database.sql.rows(statement)).rejects.toMatchObject({ code: '42501' });
      expect(await database.count('audit_log')).toBe(2);
    },
  );

  it('numbers its lines without gaps, however many write at once', async () => {
    await Promise.all(Array.from({ length: 20 }, () => write(1)));
    const lines = await rows.list({ limit: 100 });
    expect(lines.map(({ id }) => Number(id))).toEqual(Array.from({ length: 20 }, (_, at) => 20 - at));
    expect(await verifier.verify()).toMatchObject({ lines: 20, fault: null, head: { id: '20' } });
  });

  it('is read by who did it: by one of them, or by all of a kind', async () => {
    for (const actor of ['operator:alice', 'operator:bob', 'cli:root', 'cli', 'operators'])
      await audit.record({ actor, action: 'account.changed' });
    const by = async (actor: string) =>
      (await rows.list({ actor, limit: 10 })).map((line) => line.actor).sort();
    expect(await by('operator:bob')).toEqual(['operator:bob']);
    expect(await by('operator:')).toEqual(['operator:alice', 'operator:bob']);
    expect(await by('cli:')).toEqual(['cli', 'cli:root']);
    expect(await by('operator')).toEqual([]);
  });

  it('is read by an index for a rare deed, by a plan made for what is asked and never kept for what is not', async () => {
    const one = await aDatabase(1);
    try {
      const alone = new AuditRepository(one.sql, testKeys);
      await one.sql.rows(
        `INSERT INTO audit_log (id, at, actor, action, detail, key_id, digest)
         SELECT n, now(), 'operator:alice', CASE n WHEN 7 THEN 'account.added' ELSE 'operator.signed_in' END, '{}', 'k', ''
         FROM generate_series(1, 20000) n`,
      );
      await one.sql.rows('ANALYZE audit_log');
      for (let n = 0; n < 12; n++) await alone.list({ limit: 1 });
      const looked = async (): Promise<number> => {
        await one.sql.rows('SELECT pg_stat_force_next_flush()');
        const row = await one.sql.one<{ read: number }>(
          `SELECT (pg_stat_get_tuples_returned('audit_log_pkey'::regclass)
             + pg_stat_get_tuples_returned('audit_log'::regclass))::int AS read`,
        );
        return row!.read;
      };
      const before = await looked();
      expect(await alone.list({ action: 'account.added', limit: 10 })).toMatchObject([{ id: '7' }]);
      expect((await looked()) - before).toBeLessThan(100);
      const kept = await one.sql.rows<{ statement: string }>('SELECT statement FROM pg_prepared_statements');
      expect(kept.filter(({ statement }) => statement.includes('ORDER BY id DESC'))).toEqual([]);
      expect(kept.length).toBeGreaterThan(0);
    } finally {
      await one.end();
    }
  });

  it('keeps a line with what it tells of, or neither', async () => {
    const failing = database.sql.transaction(async (sql) => {
      await audit.record({ actor: 'cli', action: 'account.changed' }, sql);
      throw new Error('the change failed');
    });
    await expect(failing).rejects.toThrow('the change failed');
    await write(1);
    expect(await verifier.verify()).toMatchObject({ lines: 1, fault: null });
  });

  it('holds no secret and no openid, whoever tells it one', async () => {
    const openid = 'oAbCdEfGhIjKlMnOpQrStUvWxYz1';
    await audit.record({
      actor: `caller:${openid}`,
      action: 'user.erased',
      target: openid,
      detail: {
        openid,
        said: `of ${openid}`,
        password: 'canary-1',
        nested: { secret: 'canary-2' },
        nul: 'a\u0000b',
      },
    });
    const [line] = await database.sql.rows<{ text: string }>(
      'SELECT to_jsonb(a)::text AS text FROM audit_log a',
    );
    expect(line!.text).not.toMatch(/canary|oAbCdEf/);
    expect(line!.text).toMatch(/of \[(?:openid|redacted)\]/);
    expect(await verifier.verify()).toMatchObject({ fault: null });
  });

  it('is found by who, what, to what and when', async () => {
    await audit.record({ actor: 'cli', action: 'account.added', account: 'main' });
    await audit.record({ actor: 'cli', action: 'accounting.done', target: '7' });
    const of = async (filter: object): Promise<string[]> =>
      (await rows.list({ limit: 10, ...filter })).map(({ action }) => action);
    expect(await of({ action: 'account.' })).toEqual(['account.added']);
    expect(await of({ account: 'main' })).toEqual(['account.added']);
    expect(await of({ target: '7' })).toEqual(['accounting.done']);
    expect(await of({ actor: 'operator:alice' })).toEqual([]);
    expect(await of({ before: '2' })).toEqual(['account.added']);
    expect(await of({ until: new Date('2020-01-01') })).toEqual([]);
  });
});

describe('the verifier', () => {
  it.each([
    ['one altered', `UPDATE audit_log SET actor = 'operator:eve' WHERE id = 3`, '3', 'altered'],
    ['a detail altered', `UPDATE audit_log SET detail = '{"n":4}' WHERE id = 3`, '3', 'altered'],
    ['a time altered', `UPDATE audit_log SET at = at + interval '1 second' WHERE id = 3`, '3', 'altered'],
    ['one taken out', 'DELETE FROM audit_log WHERE id = 3', '4', 'missing_before'],
    [
      'one taken out and the others moved up',
      'DELETE FROM audit_log WHERE id = 3; UPDATE audit_log SET id = 3 WHERE id = 4; UPDATE audit_log SET id = 4 WHERE id = 5',
      '3',
      'altered',
    ],
    ['the first taken out', 'DELETE FROM audit_log WHERE id = 1', '2', 'missing_before'],
    [
      'two exchanged',
      'UPDATE audit_log SET id = 9 WHERE id = 2; UPDATE audit_log SET id = 2 WHERE id = 3; UPDATE audit_log SET id = 3 WHERE id = 9',
      '2',
      'altered',
    ],
  ])('finds %s', async (_what, statements, id, why) => {
    await write(5);
    expect(await verifier.verify()).toMatchObject({ lines: 5, fault: null });
    await asOwner(...statements.split('; '));
    expect((await verifier.verify()).fault).toEqual({ id, why });
  });

  it('finds an end that was cut off by a head that was kept elsewhere, and by nothing else', async () => {
    await write(5);
    const { head } = await verifier.verify();
    await asOwner('DELETE FROM audit_log WHERE id = 5');
    expect(await verifier.verify()).toMatchObject({ lines: 4, fault: null });
    expect((await verifier.verify(head!)).fault).toEqual({ id: '5', why: 'missing_before' });
    await write(1);
    expect((await verifier.verify(head!)).fault).toEqual({ id: '5', why: 'altered' });
  });

  it('cannot be deceived by lines proved with another key, and says when a key is gone', async () => {
    await write(1);
    const elsewhere = new AuditRepository(database.sql, new KeyRing([Buffer.alloc(32, 7)]));
    await new AuditService(elsewhere).record({ actor: 'eve', action: 'nothing.done' });
    expect((await verifier.verify()).fault).toEqual({ id: '2', why: 'key_unknown' });
  });

  it('goes on under a new first key while the old one stays in SECRET_KEY', async () => {
    await write(1);
    const older = testKeys.current.bytes;
    const rotated = new AuditRepository(database.sql, new KeyRing([Buffer.from('n'.repeat(32)), older]));
    await new AuditService(rotated).record({ actor: 'cli', action: 'key.rotated' });
    expect(await new AuditVerifier(rotated).verify()).toMatchObject({ lines: 2, fault: null });
  });
});
