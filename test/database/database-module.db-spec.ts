import { Global, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { DataSource } from 'typeorm';
import { DatabaseModule } from '../../src/database/database.module.js';
import { DatabaseSettings } from '../../src/database/database-settings.js';
import { Sql } from '../../src/database/sql.js';
import { Clock } from '../../src/kernel/clock/clock.js';
import { SystemClock } from '../../src/kernel/clock/system-clock.js';
import { Log, SilentLog } from '../../src/kernel/logging/log.js';
import { entities, migrations } from '../../src/schema.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let address: URL;
let app: TestingModule;

/** Waits as little as it can. */
class HastyClock extends SystemClock {
  override async pause(): Promise<void> {
    await super.pause(1);
  }
}

beforeAll(async () => {
  database = await createTestDatabase();
});

beforeEach(() => {
  address = new URL(database.url);
});

afterEach(() => app.close());

afterAll(() => database.drop());

async function start(): Promise<void> {
  @Global()
  @Module({
    providers: [
      { provide: DatabaseSettings, useValue: { url: address.href, poolSize: 2 } },
      { provide: Log, useClass: SilentLog },
      { provide: Clock, useClass: HastyClock },
    ],
    exports: [DatabaseSettings, Log, Clock],
  })
  class Ground {}

  app = await Test.createTestingModule({
    imports: [Ground, DatabaseModule.forRoot({ entities, migrations })],
  }).compile();
  app.enableShutdownHooks();
  await app.init();
}

/** Lets connections to `port` through to the real server. */
async function openWay(port: number): Promise<Server> {
  const target = new URL(database.url);
  const way = createServer((from) => {
    const to = connect(Number(target.port || 5432), target.hostname);
    from.pipe(to).pipe(from);
    for (const socket of [from, to]) socket.on('error', () => from.destroy() && to.destroy());
  });
  await once(way.listen(port, '127.0.0.1'), 'listening');
  return way;
}

describe('DatabaseModule', () => {
  it('gives every room Sql and TypeORM over one pool', async () => {
    await start();
    expect(await app.get(Sql).one('SELECT current_setting($1) AS name', ['application_name'])).toEqual({
      name: 'lingpai',
    });
    expect(await app.get(DataSource).getRepository(entities[0]!).count()).toBe(0);
  });

  it('starts while the database is away, says so to who asks, and heals by itself', async () => {
    const way = await openWay(0);
    const { port } = way.address() as AddressInfo;
    way.close();
    await once(way, 'close');
    Object.assign(address, { hostname: '127.0.0.1', port: String(port) });
    await start();
    await expect(app.get(Sql).rows('SELECT 1')).rejects.toMatchObject({ code: 'database.unavailable' });

    const opened = await openWay(port);
    const clock = new SystemClock();
    while (!app.get(DataSource).isInitialized) await clock.pause(5);
    expect(await app.get(Sql).rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await app.close();
    opened.close();
    await once(opened, 'close');
  });
});
