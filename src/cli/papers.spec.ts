import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { COMMANDS } from './command-table.js';

// Jest runs at the package root.
const PAPERS = [
  'README.md',
  'README.zh-CN.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join('docs', name)),
];
const read = (paper: string): string => readFileSync(paper, 'utf8');
const codeOf = (text: string): string[] =>
  [...text.matchAll(/^```\w*\n(.*?)^```$/gms)].map(([, code]) => code!.replace(/[ \t]*#.*$/gm, ''));
const headingLevels = (text: string): string[] =>
  [...text.replace(/^```.*?^```$/gms, '').matchAll(/^(#+) /gm)].map(([, marks]) => marks!);

describe('the papers', () => {
  it('say the same in both languages: the same headings, the same commands', () => {
    const [english, chinese] = [read('README.md'), read('README.zh-CN.md')];
    expect(headingLevels(chinese)).toEqual(headingLevels(english));
    expect(codeOf(english).length).toBeGreaterThan(2);
    expect(codeOf(chinese)).toEqual(codeOf(english));
  });

  it('link only to what is there', () => {
    const broken = PAPERS.flatMap((paper) =>
      [...read(paper).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
        .map(([, target]) => path.join(path.dirname(paper), target!))
        .filter((target) => !existsSync(target))
        .map((target) => `${paper} → ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('name only commands and scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const names = COMMANDS.map(({ name }) => name);
    const unknown = PAPERS.flatMap((paper) => [
      ...[...read(paper).matchAll(/\bnpm run ([\w:-]+)/g)]
        .map(([, script]) => script!)
        .filter((script) => !(script in scripts)),
      ...[...read(paper).matchAll(/\bnpx lingpai ([a-z][a-z -]*)/g)]
        .map(([, words]) => words!.trim())
        .filter((words) => words !== 'help' && !names.some((name) => `${words} `.startsWith(`${name} `))),
    ]);
    expect(unknown).toEqual([]);
  });

  it('show the business page as the demo has it', () => {
    const demo = read('src/demo/demo.controller.ts').replace(/\s+/g, ' ');
    const shown = codeOf(read('README.md')).find((code) => code.includes('@RequireWechat')) ?? '';
    const method = shown.slice(shown.indexOf("  @Get('card')")).replace(/\}\s*$/, '');
    expect(method).toContain('@CurrentVisitor()');
    expect(demo).toContain(method.trim().replace(/\s+/g, ' '));
  });
});
