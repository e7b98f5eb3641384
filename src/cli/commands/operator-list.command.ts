import { aligned, minuteOf } from '../columns.js';
import type { Command } from '../command.js';
import { withTables } from '../database/open-database.js';
import { operatorsOver } from '../operators-over.js';

/** `lingpai operator list`. */
export const operatorList: Command = {
  summary: 'Lists who may sign in to the console.',
  words: [],
  options: {},
  async run(_given, workplace) {
    const config = workplace.config();
    return withTables(workplace, config, async ({ dataSource, place }) => {
      const rows = await operatorsOver(dataSource, config, workplace).list();
      const table = aligned([
        ['NAME', 'ROLE', 'CODES', 'LAST LOGIN', 'STATE'],
        ...rows.map(({ name, role, totp, lastLoginAt, disabledAt }) => [
          name,
          role,
          totp ? 'yes' : 'no',
          lastLoginAt === null ? 'never' : minuteOf(lastLoginAt),
          disabledAt === null ? 'let in' : 'let in no more',
        ]),
      ]);
      return {
        text: rows.length > 0 ? table : `There is no operator in ${place} (lingpai operator add).`,
        json: {
          operators: rows.map((row) => ({
            id: row.id,
            name: row.name,
            role: row.role,
            totp: row.totp,
            created_at: row.createdAt.toISOString(),
            last_login_at: row.lastLoginAt?.toISOString() ?? null,
            disabled_at: row.disabledAt?.toISOString() ?? null,
          })),
        },
      };
    });
  },
};
