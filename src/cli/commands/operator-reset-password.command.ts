import { operatorName } from '../../operators/operator.schemas.js';
import { CONFIGURED_NAME } from '../../operators/first-operator.js';
import { UsageError } from '../cli.errors.js';
import type { Command } from '../command.js';
import { withTables } from '../database/open-database.js';
import { PASSWORD_OPTION, passwordFor } from '../new-password.js';
import { operatorsOver } from '../operators-over.js';
import { CommandRecord } from '../record.js';

/** `lingpai operator reset-password`. */
export const operatorResetPassword: Command = {
  summary: 'Gives an operator of the console another password; their sessions end.',
  words: [],
  options: {
    name: { value: 'NAME', help: `the operator; ${CONFIGURED_NAME} when absent, or the only one there is` },
    ...PASSWORD_OPTION,
    'without-codes': { help: 'also ask for one-time codes no more, as when the phone is lost' },
  },
  notes: [
    'A password that was made up goes to standard output alone, what is to be said about it to standard error.',
  ],
  async run(given, workplace) {
    const config = workplace.config();
    const { password, madeUp } = await passwordFor(given, workplace);
    return withTables(workplace, config, async ({ dataSource }) => {
      const record = await CommandRecord.open(dataSource, config, workplace);
      const operators = operatorsOver(dataSource, config, workplace);
      const all = await operators.list();
      const [only, another] = all;
      const wished = given.text('name') ?? (only && !another ? only.name : CONFIGURED_NAME);
      const name = operatorName.safeParse(wished);
      if (!name.success) throw new UsageError(`--name: ${name.error.issues[0]!.message}.`);
      const operator = await operators.getByName(name.data);
      await record.change(async (change, note) => {
        const within = operatorsOver(change, config, workplace);
        await within.setPassword(operator, password);
        await note({ action: 'operator.password_reset', target: operator.name });
        if (!given.has('without-codes')) return;
        await within.endTotp(operator.id);
        await note({ action: 'operator.codes_reset', target: operator.name });
      });
      if (
        operator.name === CONFIGURED_NAME &&
        config.adminPassword !== null &&
        config.adminPassword !== password
      )
        workplace.terminal.errors.write(
          `ADMIN_PASSWORD decides the password of "${CONFIGURED_NAME}" at every start: change it there as well.\n`,
        );
      if (madeUp && !given.has('json'))
        workplace.terminal.errors.write(`${operator.name} has a new password, shown this once:\n`);
      return {
        text: madeUp ? password : `${operator.name} has a new password.`,
        json: { name: operator.name, ...(madeUp ? { password } : {}) },
      };
    });
  },
};
