import { differences, ruleSections, type Section } from './differences.js';

const isRules = ({ id }: Section): boolean => id.startsWith('rules-');

/** `docs/sandbox-differences.md`: both languages, the rules once. */
export function differencesDocument(): string {
  const parts = [
    '# Where the sandbox differs from WeChat · 沙箱与真实微信的差异',
    'Written from the tables that the sandbox obeys; the sandbox itself shows it at `/differences`. · 由沙箱自己遵守的表格生成，运行时见 `/differences`。',
    ...(['zh', 'en'] as const).flatMap((language) =>
      differences(language)
        .filter((section) => !isRules(section))
        .map(sectionText),
    ),
    ...ruleSections('en').map(sectionText),
  ];
  return `${parts.join('\n\n')}\n`;
}

function sectionText({ title, intro, head, rows }: Section): string {
  const table = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`);
  return [`## ${title}`, ...(intro === '' ? [] : [intro]), table.join('\n')].join('\n\n');
}

function cell(text: string): string {
  return text.replace(/[\\|<]/g, '\\$&').replaceAll('\n', ' ');
}
