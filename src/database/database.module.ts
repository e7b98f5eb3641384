import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { type ConnectionPurpose, dataSourceOptions } from './connection.js';
import { DatabaseSettings } from './database-settings.js';
import { DatabaseStart } from './database-start.js';
import { Sql } from './sql.js';

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
            ...dataSourceOptions(url, { ...schema, poolSize, applicationName: 'lingpai' }),
            // Nest would give up after some attempts, and answer no request meanwhile.
            manualInitialization: true,
          }),
        }),
      ],
      providers: [
        DatabaseStart,
        {
          provide: Sql,
          inject: [DataSource, DatabaseStart],
          useFactory: async (dataSource: DataSource, start: DatabaseStart) => {
            await start.connect(dataSource);
            return new Sql(dataSource);
          },
        },
      ],
      exports: [Sql],
    };
  }
}
