import { chmod, chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import {
  type EmbeddedPostgres,
  joinEmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/database/embedded/embedded-postgres.js';
import { parentOf, readPostmaster, sight } from '../../src/database/embedded/postmaster.js';
import { findRunAs } from '../../src/database/embedded/run-as.js';
import { SystemClock } from '../../src/kernel/clock/system-clock.js';
import { SilentLog } from '../../src/kernel/logging/log.js';
import { ChildServer } from '../support/child-server.js';

// Initialising a data folder is a second of work, and more on a busy machine.
jest.setTimeout(60_000);

const clock = new SystemClock();
const whenRoot = process.getuid?.() === 0 ? it : it.skip;
const acknowledged: string[] = [];
let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lingpai-embedded-'));
});

afterAll(() => rm(dataDir, { recursive: true, force: true }));

const start = (): Promise<EmbeddedPostgres> =>
  startEmbeddedPostgres({ dataDir, log: new SilentLog(), clock });
const dataFolder = (): string => join(dataDir, 'postgres');

async function ask<T>(url: string, text: string): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows as T[];
  } finally {
    await client.end();
  }
}

/** Resolves once it holds; Jest's own patience is the limit. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await clock.pause(10);
}

/** Rows that were acknowledged to somebody and are not there. */
async function lost(url: string): Promise<string[]> {
  const kept = new Set((await ask<{ id: string }>(url, 'SELECT id FROM acknowledged')).map(({ id }) => id));
  return acknowledged.filter((id) => !kept.has(id));
}

function reaches(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 });
    for (const event of ['error', 'timeout']) socket.once(event, () => resolve(socket.destroy() && false));
    socket.once('connect', () => resolve(Boolean(socket.destroy())));
  });
}

const answers = (url: string): Promise<boolean> =>
  ask(url, 'SELECT 1').then(
    () => true,
    () => false,
  );

describe('the embedded Postgres', () => {
  it('is one, however many processes make their first start together', async () => {
    const both = await Promise.all([ChildServer.start(dataDir), ChildServer.start(dataDir)]);
    expect(both[0].url).toBe(both[1].url);
    expect(both.filter(({ owned }) => owned)).toHaveLength(1);
    await Promise.all(both.map((server) => server.end('SIGTERM')));
    expect(sight(dataFolder())).toEqual({ kind: 'none' });
  });

  it('loses no acknowledged row when the server is killed, and goes by itself', async () => {
    for (let round = 1; round <= 2; round++) {
      const server = await ChildServer.start(dataDir, { task: 'write' });
      await server.hears(({ acknowledged: id }) => Number(id) > round * 200);
      await server.end('SIGKILL');
      acknowledged.push(...server.acknowledged);
      await until(() => sight(dataFolder()).kind === 'none');
    }
    expect(await joinEmbeddedPostgres(dataDir)).toBeNull();
    const postgres = await start();
    expect(await lost(postgres.url)).toEqual([]);
    await postgres.stop();
    expect(acknowledged.length).toBeGreaterThan(300);
  });

  it('loses no acknowledged row when Postgres is killed, and is back on the same port', async () => {
    const server = await ChildServer.start(dataDir, { task: 'write' });
    const first = Number(server.acknowledged.at(-1) ?? 0);
    await server.hears(({ acknowledged: id }) => Number(id) > first + 200);
    process.kill(readPostmaster(dataFolder())!.pid, 'SIGKILL');
    await server.hears(({ event }) => event === 'database.embedded_recovered');
    acknowledged.push(...server.acknowledged);
    expect(await lost(server.url)).toEqual([]);
    await server.end('SIGTERM');
  });

  it('is joined by a second process, which takes over on the same port when the first is killed', async () => {
    const first = await ChildServer.start(dataDir);
    const second = await start();
    expect(second.owned).toBe(false);
    expect(second.url).toBe(first.url);
    expect(await joinEmbeddedPostgres(dataDir)).toEqual({ url: first.url, port: second.port });
    await first.end('SIGKILL');
    await until(() => second.owned);
    expect(await lost(second.url)).toEqual([]);
    await second.stop();
    expect(await joinEmbeddedPostgres(dataDir)).toBeNull();
  });

  it('is left running by a process that had only joined it', async () => {
    const first = await start();
    const second = await start();
    await second.stop();
    expect(await lost(first.url)).toEqual([]);
    await first.stop();
  });

  it('starts while the one before it is still stopping', async () => {
    const first = await start();
    const stopped = first.stop();
    const second = await start();
    await stopped;
    await until(() => second.owned);
    expect(await lost(second.url)).toEqual([]);
    await second.stop();
  });

  it('has a watchdog again when the watchdog was killed', async () => {
    const postgres = await start();
    const before = readPostmaster(dataFolder())!.pid;
    process.kill(parentOf(before)!, 'SIGKILL');
    await until(() => {
      const seen = sight(dataFolder());
      return seen.kind === 'watched' && seen.postmaster.pid !== before && seen.postmaster.status === 'ready';
    });
    await until(() => answers(postgres.url));
    await postgres.stop();
    expect(sight(dataFolder())).toEqual({ kind: 'none' });
  });

  it('is not kept from starting by a pid file whose number a stranger has now', async () => {
    await writeFile(
      join(dataFolder(), 'postmaster.pid'),
      `${process.pid}\n${dataFolder()}\n0\n1\n\n\n\nready\n`,
    );
    const postgres = await start();
    expect(postgres.owned).toBe(true);
    expect(await lost(postgres.url)).toEqual([]);
    await postgres.stop();
  });

  describe('while it runs', () => {
    let postgres: EmbeddedPostgres;
    beforeAll(async () => (postgres = await start()));
    afterAll(() => postgres.stop());

    it('listens on 127.0.0.1 and on no other address of the machine', async () => {
      const others = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
      const addresses = new Set(['127.0.0.2', '::1', ...others.map(({ address }) => address)]);
      addresses.delete('127.0.0.1');
      expect(await reaches('127.0.0.1', postgres.port)).toBe(true);
      for (const address of addresses)
        expect([address, await reaches(address, postgres.port)]).toEqual([address, false]);
    });

    it('lets nobody in without its password', async () => {
      const stranger = new URL(postgres.url);
      for (const [user, password] of [
        ['lingpai', 'guess'],
        ['postgres', ''],
        ['lingpai', ''],
      ] as const) {
        Object.assign(stranger, { username: user, password });
        await expect(ask(stranger.href, 'SELECT 1')).rejects.toThrow(/password/);
      }
    });

    it('gives us a role that is no superuser, in a database where Chinese has trigrams', async () => {
      const [role] = await ask(
        postgres.url,
        'SELECT rolname, rolsuper FROM pg_roles WHERE rolname = current_user',
      );
      expect(role).toEqual({ rolname: 'lingpai', rolsuper: false });
      await ask(postgres.url, 'CREATE EXTENSION pg_trgm');
      const [row] = await ask<{ trigrams: string[] }>(
        postgres.url,
        "SELECT show_trgm('微信支付') AS trigrams",
      );
      expect(row!.trigrams.length).toBeGreaterThan(3);
    });
  });

  whenRoot('runs for an ordinary user too', async () => {
    const { uid, gid } = findRunAs(null)!;
    const home = await mkdtemp(join(tmpdir(), 'lingpai-embedded-'));
    await chown(home, uid, gid);
    const server = await ChildServer.start(home, { uid, gid });
    expect(await answers(server.url)).toBe(true);
    await server.end('SIGTERM');
    expect((await stat(join(home, 'postgres'))).uid).toBe(uid);
    await rm(home, { recursive: true });
  });

  whenRoot(
    'keeps its data elsewhere when its user does not reach DATA_DIR, finds it again, and begins anew when it was deleted',
    async () => {
      const closed = await mkdtemp(join(tmpdir(), 'lingpai-embedded-'));
      const sharedFolder = await mkdtemp(join(tmpdir(), 'lingpai-shared-'));
      await chmod(sharedFolder, 0o755);
      const places = { dataDir: join(closed, 'deeper', '.data'), sharedFolder, log: new SilentLog(), clock };
      const first = await startEmbeddedPostgres(places);
      await ask(first.url, 'CREATE TABLE found_again ()');
      await first.stop();
      const second = await startEmbeddedPostgres(places);
      expect(await ask(second.url, 'SELECT * FROM found_again')).toEqual([]);
      expect(second.dataFolder.startsWith(sharedFolder)).toBe(true);
      await second.stop();

      await rm(second.dataFolder, { recursive: true });
      const anew = await startEmbeddedPostgres(places);
      await expect(ask(anew.url, 'SELECT * FROM found_again')).rejects.toMatchObject({ code: '42P01' });
      await anew.stop();
      await Promise.all([closed, sharedFolder].map((folder) => rm(folder, { recursive: true })));
    },
  );
});
