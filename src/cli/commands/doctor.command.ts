import { aligned } from '../columns.js';
import { type Command, EXIT, type ExitCode } from '../command.js';
import type { Check, Status } from '../doctor/check.js';
import { examine } from '../doctor/examination.js';

const MARK: Readonly<Record<Status, string>> = { ok: 'ok', warn: 'WARN', fail: 'FAIL', skip: '-' };

/** `lingpai doctor`. */
export const doctor: Command = {
  summary:
    'Looks at everything that can be wrong with this installation, and says what to do. Changes nothing.',
  words: [],
  options: {},
  notes: [
    'Exits with 78 when the configuration cannot be used, with 1 when anything else fails; warnings alone exit with 0.',
  ],
  async run(_given, workplace) {
    const checks = await examine(workplace, process.versions.node);
    const failed = checks.filter(({ status }) => status === 'fail');
    return { text: told(checks), json: { ok: failed.length === 0, checks }, exitCode: exitCodeOf(failed) };
  },
};

function exitCodeOf(failed: readonly Check[]): ExitCode {
  if (failed.some(({ id }) => id === 'configuration')) return EXIT.configuration;
  return failed.length > 0 ? EXIT.failed : EXIT.done;
}

function told(checks: readonly Check[]): string {
  const rows = checks.flatMap(({ title, status, evidence, remedy }) => [
    [MARK[status], title, evidence],
    ...(remedy ? [['', '', `→ ${remedy}`]] : []),
  ]);
  return `${aligned(rows)}\n\n${verdict(checks)}`;
}

function verdict(checks: readonly Check[]): string {
  const count = (wanted: Status): number => checks.filter(({ status }) => status === wanted).length;
  if (count('fail') > 0) return `${count('fail')} failed, ${count('warn')} to look at.`;
  return count('warn') > 0 ? `Nothing fails; ${count('warn')} to look at.` : 'All is well.';
}
