import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

interface Source {
  /** From the package root, with slashes. */
  readonly file: string;
  /** Its text without comments. */
  readonly code: string;
}

/** Every source of the product, tests apart. Jest runs at the package root. */
const sources: Source[] = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((name) => path.posix.join('src', name.split(path.sep).join('/')))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
  .map((file) => ({
    file,
    code: readFileSync(file, 'utf8')
      .replaceAll(/\/\*[\s\S]*?\*\//g, '')
      .replaceAll(/(^|\s)\/\/.*$/gm, '$1'),
  }));

const using = (pattern: RegExp): string[] =>
  sources
    .filter(({ code }) => pattern.test(code))
    .map(({ file }) => file)
    .sort();

it('there are sources to look at', () => {
  expect(sources.length).toBeGreaterThan(100);
});

describe('the environment', () => {
  it('is read by readConfig; whoever starts a program hands it over', () => {
    const doors = [
      // The three that start programs.
      /^src\/serve\.ts$/,
      /^src\/data-source\.ts$/,
      /^src\/cli\//,
      // The embedded Postgres is given a PATH and nothing else of our environment: no secret reaches it.
      /^src\/database\/embedded\/(?:initialise|watchdog)\.ts$/,
    ];
    const strangers = using(
      /process\s*\.\s*env|process\[['"]env|\benv\s*}\s*=\s*process|from 'node:process'/,
    );
    expect(strangers.filter((file) => !doors.some((door) => door.test(file)))).toEqual([]);
  });

  it('is not read by the program that Postgres is started with, but for PATH', () => {
    for (const { file, code } of sources.filter(({ file }) => file.startsWith('src/database/embedded/'))) {
      const read = [...code.matchAll(/process\.env(\[['"]\w+['"]\]|\.\w+)?/g)].map(
        ([text]) => `${file} ${text}`,
      );
      expect(read.filter((text) => !text.endsWith("process.env['PATH']"))).toEqual([]);
    }
  });
});

describe('time and chance', () => {
  it('come from the kernel: nobody else asks the machine what time it is', () => {
    const tellers = new Set([
      'src/kernel/clock/system-clock.ts',
      // The doctor times a connection, in a program of its own that lives for some seconds.
      'src/cli/doctor/network.ts',
    ]);
    const asking = using(/\bnew Date\(\s*\)|\bDate\.now\(|performance\.now\(|process\.hrtime|\bDate\(\)/);
    expect(asking.filter((file) => !tellers.has(file))).toEqual([]);
    expect(asking).toContain('src/kernel/clock/system-clock.ts');
  });

  it('come from the kernel: nobody else draws lots', () => {
    expect(
      using(
        /\brandomBytes\b|\brandomUUID\b|\brandomInt\b|\brandomFill(?:Sync)?\b|\bMath\.random\b|getRandomValues|gen_random/,
      ),
    ).toEqual(['src/kernel/random/system-random.ts']);
  });
});

it('network calls leave through the transport; a picture is fetched by the room that shows it', () => {
  const ways = using(/from 'undici'|(?<![.\w])fetch\(|from 'node:https'|\bhttps?\.(?:get|request)\(/);
  const known = [
    /^src\/wechat\//,
    /^src\/member\/avatar\.service\.ts$/,
    // Asks ourselves, the way that WeChat would.
    /^src\/admin\/accounts\/account-checks\.ts$/,
    /^src\/cli\//,
    /^src\/sandbox\//,
  ];
  expect(ways.filter((file) => !known.some((way) => way.test(file)))).toEqual([]);
});

it('nothing is printed but by the log and by programs', () => {
  const printers = using(
    /\bconsole\.(?:log|info|warn|error|debug|trace|dir|table)\b|process\.std(?:out|err)/,
  );
  const known = [/^src\/serve\.ts$/, /^src\/cli\//, /^src\/kernel\/logging\//];
  expect(printers.filter((file) => !known.some((printer) => printer.test(file)))).toEqual([]);
});

describe('files', () => {
  const ROLES = [
    'entity|repository|service|controller|schemas?|wire|errors|guard|job|handler|module|decorators?|filter|adapter',
    'setup|store|strategy|gate|cookie|client|statement|command|check|source',
  ].join('|');
  const NAME = new RegExp(`^[a-z0-9]+(?:-[a-z0-9]+)*(?:\\.(?:${ROLES}))?\\.ts$`);
  const DRAWERS = /(?:^|[/.-])(?:utils?|helpers?|commons?|managers?|base|impl|misc|shared|index)(?:[/.-]|$)/;

  it('are called noun.role.ts, or by what their one function does', () => {
    const odd = sources.map(({ file }) => file).filter((file) => !NAME.test(path.basename(file)));
    // Named by their language tag.
    expect(odd).toEqual(['src/pages/words/zh-CN.ts']);
  });

  it('have no drawers without a name, and no barrels', () => {
    expect(sources.map(({ file }) => file).filter((file) => DRAWERS.test(file))).toEqual([]);
    const barrels = sources.filter(({ code }) => /export \* from/.test(code));
    expect(barrels.map(({ file }) => file)).toEqual([]);
  });

  it.each([
    ['controller', /export class \w+Controller\b/],
    ['service', /export (?:abstract )?class \w+(?:Service)?\b/],
    ['repository', /export (?:abstract )?class \w+Repository\b/],
    ['module', /export class \w+Module\b/],
    ['guard', /export class \w+Guard\b/],
    ['job', /export class \w+Job\b/],
    ['filter', /export class \w+Filter\b/],
    ['entity', /@Entity\(/],
    ['errors', /extends AppError\b/],
    ['wire', /\bz\b[\s\S]*\.transform\(/],
  ])('of the role %s hold what it says', (role, what) => {
    const room = (file: string): boolean => !file.startsWith('src/sandbox/') && !file.startsWith('src/cli/');
    const files = sources.filter(({ file }) => file.endsWith(`.${role}.ts`) && room(file));
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter(({ code }) => !what.test(code)).map(({ file }) => file)).toEqual([]);
  });

  it('that hold a controller or an entity say so in their name', () => {
    for (const [decorator, role] of [
      ['Controller', 'controller'],
      ['Entity', 'entity'],
      ['Module', 'module'],
    ]) {
      const holders = using(new RegExp(`^@${decorator}\\(`, 'm'));
      expect(holders.filter((file) => !file.endsWith(`.${role}.ts`))).toEqual([]);
    }
  });

  it('go up no more than two floors', () => {
    expect(using(/from '\.\.\/\.\.\/\.\.\/(?!\.\.\/migrations)/)).toEqual([]);
  });
});

describe('errors', () => {
  const codes = sources.flatMap(({ code }) =>
    [...code.matchAll(/readonly code = '([^']*)'/g)].map(([, name]) => name!),
  );

  it('have a code of the form room.snake_case, each its own', () => {
    expect(codes.length).toBeGreaterThan(20);
    expect(codes.filter((code) => !/^[a-z_]+\.[a-z][a-z_]*$/.test(code))).toEqual([]);
    expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
  });
});
