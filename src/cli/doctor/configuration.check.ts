import type { ConfigFault } from '../../config/config-fault.js';
import { envSchema, FILE_VARIABLES } from '../../config/env.schema.js';
import { editDistance } from '../../kernel/words/nearest.js';
import { type Check, fail, ok, warn } from './check.js';

const OURS = /^(?:WECHAT|SANDBOX)_/;
const TYPO = 2;

/** Every variable the program knows, with the `NAME_FILE` forms. */
export const VARIABLES: readonly string[] = [
  ...Object.keys(envSchema.shape),
  ...FILE_VARIABLES.map((name) => `${name}_FILE`),
];

/** What cannot be used, and names that look like ours and are not. */
export function checkConfiguration(env: NodeJS.ProcessEnv, faults: readonly ConfigFault[]): Check[] {
  const checks = [
    ...faults.map(({ variable, message }) =>
      fail('configuration', `${variable}: ${message}`, '.env.example says what each variable means.'),
    ),
    ...Object.keys(env).flatMap((name) => lookAlike(name)),
  ];
  const given = VARIABLES.filter((name) => env[name]?.trim());
  const names = given.length > 0 ? given.join(', ') : 'nothing set, defaults throughout';
  return checks.length > 0 ? checks : [ok('configuration', names)];
}

function lookAlike(name: string): Check[] {
  if (VARIABLES.includes(name)) return [];
  const close = name.includes('_')
    ? VARIABLES.find((known) => known.includes('_') && editDistance(name, known) <= TYPO)
    : undefined;
  if (!close && !OURS.test(name)) return [];
  const remedy = close ? `Did you mean ${close}?` : '.env.example lists the variables there are.';
  return [warn('configuration', `${name} is not a variable of this program`, remedy)];
}
