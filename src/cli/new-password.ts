import { newPassword } from '../operators/operator.schemas.js';
import type { Given } from './arguments.js';
import { UsageError } from './cli.errors.js';
import type { Workplace } from './command.js';
import { readSecret } from './secret-input.js';

const GENERATED_LENGTH = 24;

/** The option of the commands that give a password. */
export const PASSWORD_OPTION = {
  'password-file': {
    value: 'FILE',
    help: 'a file with the password, or - for standard input; made up and shown when absent',
  },
} as const;

/** A password for an operator: as given, or made up, which is then to be shown. @throws UsageError */
export async function passwordFor(
  given: Given,
  workplace: Workplace,
): Promise<{ readonly password: string; readonly madeUp: boolean }> {
  const file = given.text('password-file');
  if (file === undefined) return { password: workplace.random.alphanumeric(GENERATED_LENGTH), madeUp: true };
  const parsed = newPassword.safeParse(await readSecret('password', file, workplace));
  if (!parsed.success) throw new UsageError(`The password: ${parsed.error.issues[0]!.message}.`);
  return { password: parsed.data, madeUp: false };
}
