import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Account } from '../../src/accounts/account.entity.js';
import type { Sql } from '../../src/database/sql.js';
import { ExportRepository } from '../../src/privacy/export.repository.js';
import { aDatabase, type ADatabase } from '../fakes/a-database.js';
import { aHeldPerson, type AHeldPerson } from '../fakes/a-held-person.js';
import { aPrivacyRoom, type APrivacyRoom } from '../fakes/a-privacy-room.js';
import { rowsReadOver } from '../support/rows-read.js';

let database: ADatabase;
let folder: string;
let main: Account;
let person: (openid: string) => Promise<AHeldPerson>;
let instances: APrivacyRoom[];
beforeAll(async () => {
  database = await aDatabase(6);
  folder = mkdtempSync(path.join(tmpdir(), 'lingpai-own-data-'));
  main = await database.addAccount();
  const shop = await database.addAccount({
    id: '22222222-2222-4222-8222-222222222222',
    key: 'shop',
    appId: 'wxshop0000000001',
  });
  person = (openid) => aHeldPerson(database.sql, main, shop, { openid });
  instances = [1, 2].map((name) => aPrivacyRoom(database.sql, { file: path.join(folder, String(name)) }));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.end();
});

const shown = ({ openid, userId }: AHeldPerson, at = 0) =>
  instances[at % 2]!.exports.exportForVisitor(main, { openid, userId });
const recorded = async ({ userId }: AHeldPerson) =>
  (
    await database.sql.rows(
      `SELECT 1 FROM audit_log WHERE target = $1 AND actor = 'visitor' AND action = 'person.exported'`,
      [userId],
    )
  ).length;

it('somebody is shown their own data five times an hour, however many ask at once and wherever', async () => {
  const one = await person('oCurious000000000000000000x');
  const asked = await Promise.allSettled(Array.from({ length: 9 }, (_, at) => shown(one, at)));
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  expect(await recorded(one)).toBe(5);
  const refused: unknown[] = asked.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
  for (const reason of refused) expect(reason).toMatchObject({ code: 'privacy.exports_spent' });
  const { retryAfterSeconds } = refused[0] as { retryAfterSeconds: number };
  expect(retryAfterSeconds).toBeGreaterThan(3_500);
  expect(retryAfterSeconds).toBeLessThanOrEqual(3_600);
});

it('nobody’s curiosity is another’s, nor that of a caller or an operator', async () => {
  const [one, other] = [await person('oOne'), await person('oOther')];
  for (const by of ['caller:a', 'operator:b', 'caller:a', 'caller:a', 'caller:a', 'caller:a'])
    await instances[0]!.exports.exportOf(main, one.openid, by);
  for (let round = 0; round < 5; round++) expect(await shown(one)).not.toBeNull();
  await expect(shown(one)).rejects.toMatchObject({ code: 'privacy.exports_spent' });
  expect(await shown(other)).toMatchObject({ openid: 'oOther', data: expect.any(Array) });
});

it('is found among twenty thousand other exports by looking at their own', async () => {
  const one = await person('oFound');
  await database.sql.rows(
    `INSERT INTO audit_log (id, at, actor, action, target, key_id, digest)
     SELECT 1000 + i, now() - make_interval(secs => i * 0.15), 'visitor', 'person.exported', 'x' || i, 'k', '\\x01'
     FROM generate_series(1, 20000) i`,
  );
  await database.sql.rows('ANALYZE audit_log');
  let read = Infinity;
  const watching: Sql = Object.create(database.sql, {
    transaction: {
      value: (work: (sql: Sql) => Promise<void>) =>
        database.sql.transaction(async (sql) => {
          const watched = rowsReadOver(sql);
          await work(watched.sql);
          read = watched.most();
        }),
    },
  });
  await new ExportRepository(watching).ration(
    { accountId: main.id, openid: one.openid, userId: one.userId },
    5,
    async ({ times }) => expect(times).toBe(0),
  );
  expect(read).toBeLessThan(100);
});
