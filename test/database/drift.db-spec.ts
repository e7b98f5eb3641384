import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/connection.js';
import { entities, migrations } from '../../src/schema.js';
import { createTestDatabase } from '../support/test-database.js';

describe('the entities and the migrations', () => {
  it('describe the same schema', async () => {
    const database = await createTestDatabase();
    const purpose = { poolSize: 2, entities, migrations, applicationName: 'test' };
    const dataSource = await new DataSource(dataSourceOptions(database.url, purpose)).initialize();
    try {
      const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
      expect(entities.length).toBeGreaterThan(0);
      expect(upQueries.map(({ query }) => query)).toEqual([]);
    } finally {
      await dataSource.destroy();
      await database.drop();
    }
  });
});
