import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Account } from '../../src/accounts/account.entity.js';
import type { Sql } from '../../src/database/sql.js';
import { KeyRing } from '../../src/kernel/crypto/key-ring.js';
import { aDatabase, type ADatabase } from '../fakes/a-database.js';
import { aHeldPerson } from '../fakes/a-held-person.js';
import { aPrivacyRoom, type APrivacyRoom } from '../fakes/a-privacy-room.js';
import { placesOf } from '../support/every-row.js';

const WEEK = 7 * 24 * 3600;
const OPENID = 'oErasedPerson0000000000000-x';
const [oldKey, newKey] = [Buffer.from('0123456789abcdef0123456789abcdef'), Buffer.alloc(32, 'n')];
let database: ADatabase;
let folder: string;
let main: Account;
let shop: Account;
let room: APrivacyRoom;

beforeAll(async () => {
  database = await aDatabase(4);
  folder = mkdtempSync(path.join(tmpdir(), 'lingpai-restore-'));
});
beforeEach(async () => {
  await database.clear();
  rmSync(folder, { recursive: true, force: true });
  main = await database.addAccount();
  shop = await database.addAccount({
    id: '22222222-2222-4222-8222-222222222222',
    key: 'shop',
    appId: 'wxshop0000000001',
  });
  room = anInstance();
  await aHeldPerson(database.sql, main, shop, { openid: OPENID, secondsAgo: 2 * WEEK });
  await aHeldPerson(database.sql, main, shop, { openid: 'oBystander', secondsAgo: 2 * WEEK });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.end();
});

/** A server: its own memory, and the file of the machine it runs on. */
const anInstance = (file = 'erasures', keys?: KeyRing) =>
  aPrivacyRoom(database.sql, { file: path.join(folder, file), ...(keys && { keys }) });
const places = () => placesOf(OPENID, (...asked) => database.sql.rows(...asked));
const people = async () =>
  (await database.sql.rows<{ openid: string }>('SELECT openid FROM wechat_user')).map(({ openid }) => openid);

/** Tables in the order in which rows can refer to others. */
const FIRST = ['account', 'person', 'wechat_user', 'session', 'login_link', 'consent_text'];
type Backup = ReadonlyMap<string, string>;

/** What a backup of the whole database holds: every row of every table. */
async function backUp(): Promise<Backup> {
  const tables = await database.sql.rows<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('migration', 'audit_log')`,
  );
  const names = [...new Set([...FIRST, ...tables.map(({ name }) => name)])];
  const backup = new Map<string, string>();
  for (const name of names) {
    const row = await database.sql.one<{ rows: string }>(
      `SELECT COALESCE(jsonb_agg(to_jsonb(t)), '[]')::text AS rows FROM "${name}" t`,
    );
    backup.set(name, row!.rows);
  }
  return backup;
}

/** Drops everything and puts the backup in its place. */
async function restoreWhole(backup: Backup): Promise<void> {
  await database.sql.transaction(async (sql) => {
    await sql.rows(`TRUNCATE ${[...backup.keys()].join(', ')} RESTART IDENTITY CASCADE`);
    for (const name of backup.keys()) await putBack(sql, name, backup);
    await sql.rows(`SELECT setval(pg_get_serial_sequence('erasure', 'number'), max(number)) FROM erasure`);
  });
}

/** Puts the rows of some tables back among those that are there. */
async function restoreRows(backup: Backup, tables: readonly string[]): Promise<void> {
  for (const name of backup.keys()) if (tables.includes(name)) await putBack(database.sql, name, backup);
}

async function putBack(sql: Sql, name: string, backup: Backup): Promise<void> {
  await sql.rows(
    `INSERT INTO "${name}" OVERRIDING SYSTEM VALUE SELECT * FROM jsonb_populate_recordset(NULL::"${name}", $1)
     ON CONFLICT DO NOTHING`,
    [backup.get(name)],
  );
}

const WITH_PEOPLE = [
  'person',
  'wechat_user',
  'session',
  'user_token',
  'login_link',
  'linked_openid',
  'consent',
];

it('rows restored beside the tombstones go again, and nobody else does', async () => {
  const backup = await backUp();
  await room.erasures.erase(main, OPENID, 'cancellation');
  await restoreRows(backup, WITH_PEOPLE);
  expect(await people()).toContain(OPENID);
  expect(await room.sweeps.sweep()).toEqual({ people: 1, unknownKeys: [] });
  expect((await people()).toSorted()).toEqual(['oBystander', 'oBystander-elsewhere', `${OPENID}-elsewhere`]);
  expect(await room.sweeps.sweep()).toMatchObject({ people: 0 });
});

it('openids in tables without a user go as well', async () => {
  const backup = await backUp();
  await room.erasures.erase(main, OPENID, 'cancellation');
  await restoreRows(backup, ['login_link']);
  expect(await room.sweeps.sweep()).toMatchObject({ people: 1 });
  await room.erasures.erase(shop, `${OPENID}-elsewhere`, 'cancellation');
  expect(await places()).toEqual([]);
});

it('a database restored whole gets its tombstones back from the file, and its people erased again', async () => {
  const backup = await backUp();
  await room.keeper.look();
  await room.erasures.erase(main, OPENID, 'cancellation');
  await room.erasures.erase(shop, `${OPENID}-elsewhere`, 'cancellation');
  await room.keeper.look();
  await restoreWhole(backup);
  expect(await database.count('erasure')).toBe(0);
  expect(await people()).toContain(OPENID);
  for (const instance of [room, anInstance()]) {
    await instance.keeper.look();
    expect(await database.count('erasure')).toBe(2);
  }
  expect(await anInstance().sweeps.sweep()).toMatchObject({ people: 2 });
  expect(await places()).toEqual([]);
  expect((await people()).toSorted()).toEqual(['oBystander', 'oBystander-elsewhere']);
});

it('a restore right after an erasure is noticed by the server that erased', async () => {
  await room.keeper.look();
  const backup = await backUp();
  await room.erasures.erase(main, OPENID, 'visitor');
  await restoreWhole(backup);
  expect(await room.keeper.look()).toEqual({ putBack: 1, noted: 0 });
});

it('a restore is noticed though as many were erased since as before', async () => {
  await room.erasures.erase(main, OPENID, 'visitor');
  const backup = await backUp();
  await room.erasures.erase(main, 'oBystander', 'visitor');
  await room.keeper.look();
  await restoreWhole(backup);
  // Without the file: the numbers stand as before, and mean others.
  const elsewhere = anInstance('elsewhere');
  await elsewhere.erasures.erase(shop, 'oBystander-elsewhere', 'visitor');
  expect(await database.count('erasure')).toBe(2);
  expect(await room.keeper.look()).toEqual({ putBack: 1, noted: 1 });
  expect(await database.count('erasure')).toBe(3);
});

it('each instance learns what the others erased, and knows it after a restart', async () => {
  const other = anInstance('other');
  await other.keeper.look();
  await room.erasures.erase(main, OPENID, 'visitor');
  expect(await other.keeper.look()).toEqual({ putBack: 0, noted: 1 });
  expect(await other.keeper.look()).toEqual({ putBack: 0, noted: 0 });
  await database.sql.rows('DELETE FROM erasure');
  expect(await anInstance('other').keeper.look()).toEqual({ putBack: 1, noted: 0 });
});

it('somebody who comes back of their own will is a new user, and stays', async () => {
  const backup = await backUp();
  await room.erasures.erase(main, OPENID, 'visitor');
  const back = await database.sql.one<{ id: string }>(
    `INSERT INTO wechat_user (account_id, openid, first_seen_at) VALUES ($1, $2, now()) RETURNING id`,
    [main.id, OPENID],
  );
  expect(await room.sweeps.sweep()).toMatchObject({ people: 0 });
  // Even a backup cannot put the old row over theirs.
  await restoreRows(backup, ['wechat_user']);
  expect(await room.sweeps.sweep()).toMatchObject({ people: 0 });
  expect(await database.sql.one('SELECT nickname FROM wechat_user WHERE id = $1', [back!.id])).toEqual({
    nickname: null,
  });
});

it('marks of an older key still count, and those of a lost one are told', async () => {
  const backup = await backUp();
  await room.erasures.erase(main, OPENID, 'visitor');
  await restoreRows(backup, WITH_PEOPLE);
  const lost = anInstance('lost', new KeyRing([newKey]));
  const { people: found, unknownKeys } = await lost.sweeps.sweep();
  expect([found, unknownKeys.length]).toEqual([0, 1]);
  expect(lost.log.events).toContain('privacy.marks_unreadable');
  expect(await anInstance('rotated', new KeyRing([newKey, oldKey])).sweeps.sweep()).toEqual({
    people: 1,
    unknownKeys: [],
  });
});

it('a torn line, a stranger’s account and no file at all stop nobody', async () => {
  expect(await room.keeper.look()).toEqual({ putBack: 0, noted: 0 });
  await room.erasures.erase(main, OPENID, 'visitor');
  const file = path.join(folder, 'erasures');
  appendFileSync(
    file,
    `99999999-1111-4111-8111-111111111111 01234567 ${'ab'.repeat(32)} 2026-01-01T00:00:00.000Z visitor
1111`,
  );
  await anInstance().erasures.erase(main, 'oBystander', 'visitor');
  await database.sql.rows('DELETE FROM erasure');
  expect(await anInstance().keeper.look()).toEqual({ putBack: 2, noted: 0 });
});

it('a disk that cannot be written is told once, and erasing goes on', async () => {
  const nowhere = aPrivacyRoom(database.sql, { file: '/dev/null/erasures' });
  await nowhere.keeper.look();
  expect(await nowhere.erasures.erase(main, OPENID, 'visitor')).toBe(true);
  await nowhere.keeper.look();
  expect(nowhere.log.events.filter((event) => event === 'privacy.marks_file_failed')).toHaveLength(1);
});

it('a table of many pages is searched to its end', async () => {
  const backup = await backUp();
  await room.erasures.erase(main, OPENID, 'visitor');
  await database.sql.rows(
    `INSERT INTO wechat_user (account_id, openid, nickname) SELECT $1, 'oFiller' || i, repeat('n', 900) FROM generate_series(1, 6000) i`,
    [main.id],
  );
  await restoreRows(backup, ['wechat_user']);
  expect(await room.sweeps.sweep()).toMatchObject({ people: 1 });
});
