import { newOperator } from '../../operators/operator.schemas.js';
import { ROLES } from '../../operators/roles.js';
import { UsageError } from '../cli.errors.js';
import type { Command } from '../command.js';
import { withTables } from '../database/open-database.js';
import { PASSWORD_OPTION, passwordFor } from '../new-password.js';
import { operatorsOver } from '../operators-over.js';
import { CommandRecord } from '../record.js';

/** `lingpai operator add`. */
export const operatorAdd: Command = {
  summary: 'Lets somebody in to the console.',
  words: [],
  options: {
    name: { value: 'NAME', help: 'what they sign in with' },
    role: { value: 'ROLE', help: `${ROLES.join(', ')}; ${ROLES[0]} when absent` },
    ...PASSWORD_OPTION,
  },
  async run(given, workplace) {
    const config = workplace.config();
    if (given.text('name') === undefined) throw new UsageError('--name is missing.');
    const { password, madeUp } = await passwordFor(given, workplace);
    const asked = newOperator.safeParse({
      name: given.text('name'),
      role: given.text('role') ?? ROLES[0],
      password,
    });
    if (!asked.success) {
      const [issue] = asked.error.issues;
      throw new UsageError(`--${String(issue!.path[0])}: ${issue!.message}.`);
    }
    return withTables(workplace, config, async ({ dataSource }) => {
      const record = await CommandRecord.open(dataSource, config, workplace);
      const { id, name, role } = await record.change(async (change, note) => {
        const added = await operatorsOver(change, config, workplace).add(asked.data);
        await note({ action: 'operator.added', target: added.name, detail: { role: added.role } });
        return added;
      });
      if (madeUp && !given.has('json'))
        workplace.terminal.errors.write(`${name} may sign in, as ${role}. The password, shown this once:\n`);
      return {
        text: madeUp ? password : `${name} may sign in, as ${role}.`,
        json: { id, name, role, ...(madeUp ? { password } : {}) },
      };
    });
  },
};
