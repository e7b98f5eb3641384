import type { AuditFault, ExpectedHead } from '../../audit/audit-verifier.js';
import { accountsOver, refuseForeignKey } from '../accounts-over.js';
import type { Given } from '../arguments.js';
import { UsageError } from '../cli.errors.js';
import { type Command, EXIT } from '../command.js';
import { withTables } from '../database/open-database.js';
import { verifierOver } from '../operators-over.js';

const FAULTS: Readonly<Record<AuditFault, string>> = {
  missing_before: 'something is missing before it',
  altered: 'it was altered',
  key_unknown: 'it was proved with a key that is not in SECRET_KEY',
};

/** `lingpai audit verify`. */
export const auditVerify: Command = {
  summary: 'Looks whether the record of who did what is whole; exits with 1 when it is not.',
  words: [],
  options: {
    head: { value: 'ID:PROOF', help: 'what an earlier look answered as its head; it must still be there' },
  },
  notes: [
    'No line can be altered or taken out from between two others without being found. Lines cut off at the end are ' +
      'found only by a head that was kept elsewhere: keep the one this prints.',
  ],
  async run(given, workplace) {
    const config = workplace.config();
    const expected = headOf(given);
    return withTables(workplace, config, async ({ dataSource }) => {
      await refuseForeignKey(accountsOver(dataSource, config, workplace));
      const verifier = verifierOver(dataSource, config, workplace);
      const { lines, fault, head } = await verifier.verify(expected);
      const kept = head && `${head.id}:${head.proof}`;
      return {
        text: fault
          ? `Line ${fault.id} does not hold: ${FAULTS[fault.why]}. ${lines} lines before it do.`
          : `${lines} lines, all whole.${kept ? `\nhead  ${kept}` : ''}`,
        json: { whole: fault === null, lines, fault, head: kept },
        exitCode: fault ? EXIT.failed : EXIT.done,
      };
    });
  },
};

function headOf(given: Given): ExpectedHead | undefined {
  const text = given.text('head');
  if (text === undefined) return undefined;
  const [, id, proof] = /^(\d{1,18}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (!id || !proof) throw new UsageError('--head looks like 120:9f86d08…, as an earlier look answered it.');
  return { id, proof };
}
