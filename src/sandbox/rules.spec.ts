import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { listRules } from './rules.js';
import { DEFAULT_SWITCHES } from './switches.js';

/** Every spec of the sandbox. Jest runs at the package root. */
const specs = readdirSync('src/sandbox', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.spec.ts') && name !== 'rules.spec.ts')
  .map((name) => ({ name, text: readFileSync(path.join('src/sandbox', name), 'utf8') }));

/** The surfaces whose rules a spec compares its scenarios with. */
const shown = specs.flatMap(({ name, text }) =>
  [...text.matchAll(/\bruleIdsOf\(([^)]*)\)/g)].flatMap(([, list]) =>
    [...list!.matchAll(/'([\w-]+)'/g)].map(([, surface]) => ({ surface, name })),
  ),
);

it('each surface has one spec that knows a way into every rule of it', () => {
  const surfaces = [...new Set(listRules().map(({ surface }) => surface))];
  expect(shown.map(({ surface }) => surface).sort()).toEqual(surfaces.sort());
});

it.each(Object.keys(DEFAULT_SWITCHES))('some spec turns the switch %s', (name) => {
  const turned = new RegExp(`(?:turn\\(|switches)[^;]*\\b${name}\\b`, 's');
  expect(specs.filter(({ text }) => turned.test(text)).map((spec) => spec.name)).not.toEqual([]);
});
