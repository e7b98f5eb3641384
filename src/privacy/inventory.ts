import { PERIODS } from '../config/retention.js';
import type { Holding } from './holding.js';
import { HOLDINGS } from './holdings.js';
import { OTHER_TABLES } from './other-tables.js';

/** The data inventory (docs/data-inventory.md): what is held on people, table by table, as the code has it. */
export function inventoryPage(): string {
  return `${[
    '# Data inventory',
    '',
    'Everything that the database holds on visitors and followers. Made from `src/privacy/holdings.ts`, which erasure and',
    'export go by; a test compares that list with the database, and this page with the list.',
    '',
    ...HOLDINGS.flatMap(sectionOf),
    '## Periods that can be set',
    '',
    '`RETENTION_DAYS`, comma-separated, such as `users=730,erasures=1000`.',
    '',
    '| name | days | least | most |',
    '|---|---|---|---|',
    ...Object.entries(PERIODS).map(
      ([name, { days, least, most }]) => `| \`${name}\` | ${days ?? 'until erased'} | ${least} | ${most} |`,
    ),
    '',
    '## Tables that hold nothing on visitors or followers',
    '',
    '| table | what it holds |',
    '|---|---|',
    ...Object.entries(OTHER_TABLES).map(([table, what]) => `| \`${table}\` | ${what} |`),
  ].join('\n')}\n`;
}

function sectionOf({ table, about, purpose, kept, erased, shown, held, also = {} }: Holding): string[] {
  const fate = {
    deleted: 'the row goes',
    blanked: 'the row stays, names nobody and says nothing any more',
  }[erased.how];
  const unless = 'unless' in erased ? ', unless somebody else is found by it' : '';
  return [
    `## \`${table}\``,
    '',
    `${about}.`,
    '',
    `- **For:** ${purpose}`,
    `- **Kept:** ${kept}`,
    `- **When erased:** ${fate}${unless}`,
    `- **In the export:** ${listOf([...shown, ...Object.keys(also)])}`,
    `- **Held, not shown:** ${listOf(held)}`,
    '',
  ];
}

function listOf(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
