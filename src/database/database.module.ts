import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../kernel/clock/clock.js';
import { type ConnectionPurpose, dataSourceOptions } from './connection.js';
import { DatabaseSettings } from './database-settings.js';
import { DatabaseStart } from './database-start.js';
import { Pipelines } from './pipelines.js';
import { Sql } from './sql.js';

/** Of the connections that a process may hold, how many are for brief statements; a small allowance has none to spare. */
const pipelinesOf = (poolSize: number): number => (poolSize >= 6 ? 2 : 0);

/**
 * The connection to Postgres: TypeORM's `DataSource`, and {@link Sql} over the same pool, both for
 * every room. Needs `DatabaseSettings`, `Log` and `Clock` from global modules.
 */
@Module({})
export class DatabaseModule {
  /** @param schema every entity and migration; given from above, because the database room knows no feature */
  static forRoot(schema: Pick<ConnectionPurpose, 'entities' | 'migrations'>): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [DatabaseSettings],
          useFactory: ({ url, poolSize }: DatabaseSettings) => ({
            ...dataSourceOptions(url, {
              ...schema,
              poolSize: poolSize - pipelinesOf(poolSize),
              applicationName: 'lingpai',
            }),
            // Nest would give up after some attempts, and answer no request meanwhile.
            manualInitialization: true,
          }),
        }),
      ],
      providers: [
        DatabaseStart,
        {
          provide: Pipelines,
          inject: [DatabaseSettings, Clock],
          useFactory: ({ poolSize }: DatabaseSettings, clock: Clock) =>
            new Pipelines(pipelinesOf(poolSize), clock),
        },
        {
          provide: Sql,
          inject: [DataSource, DatabaseStart, Pipelines],
          useFactory: async (dataSource: DataSource, start: DatabaseStart, pipelines: Pipelines) => {
            await start.connect(dataSource);
            return new Sql(dataSource, pipelines);
          },
        },
      ],
      exports: [Sql],
    };
  }
}
