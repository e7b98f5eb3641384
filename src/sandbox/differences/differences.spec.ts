import { readFileSync, writeFileSync } from 'node:fs';
import { listRules } from '../rules.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { DEFAULT_SWITCHES } from '../switches.js';
import { ask, aSandbox } from '../testing/a-sandbox.js';
import { CONTRADICTIONS } from './contradictions.js';
import { differencesDocument } from './differences-document.js';
import { differences } from './differences.js';

const DOCUMENT = 'docs/sandbox-differences.md';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.close());

it('the document says what the tables say; LINGPAI_WRITE_DOCS=1 writes it anew', () => {
  if (process.env['LINGPAI_WRITE_DOCS']) writeFileSync(DOCUMENT, differencesDocument());
  expect(readFileSync(DOCUMENT, 'utf8')).toBe(differencesDocument());
});

it.each(['zh', 'en'] as const)('tells of every rule and every switch in the language "%s"', (language) => {
  const told = differences(language).flatMap(({ rows }) => rows.map(([name]) => name));
  const ids = listRules().map(({ id }) => id);
  expect(told).toEqual(expect.arrayContaining([...ids, ...Object.keys(DEFAULT_SWITCHES)]));
  const holes = differences(language).filter(({ head, rows }) =>
    rows.some((row) => row.length !== head.length || row.some((text) => text === '' || text === 'undefined')),
  );
  expect(holes.map(({ id }) => id)).toEqual([]);
});

it('counts each rule under one certainty', () => {
  const [certainty] = differences('en');
  const sum = certainty!.rows.reduce((total, row) => total + Number(row.at(-1)), 0);
  expect(sum).toBe(listRules().length);
});

it('says of each text that is guessed that it is', () => {
  const guessed = listRules().filter(({ wording }) => wording === 'guessed');
  expect(guessed.length).toBeGreaterThan(10);
  const rows = differences('en').flatMap((section) => section.rows);
  const told = rows.filter(([, , , certainty]) => certainty?.endsWith(', wording guessed')).map(([id]) => id);
  expect(told).toEqual(guessed.map(({ id }) => id));
});

it('names switches that exist', () => {
  const named = CONTRADICTIONS.flatMap(({ switch: name }) => (name === undefined ? [] : [name]));
  expect(named.length).toBeGreaterThan(5);
  for (const name of named) expect(Object.keys(DEFAULT_SWITCHES)).toContain(name);
});

describe('the page', () => {
  it('is in the language of the phone, or the one asked for', async () => {
    expect((await ask(sandbox, '/differences')).text).toContain('<html lang="zh-CN">');
    const english = { cookie: 'sandbox_lang=en' };
    expect((await ask(sandbox, '/differences', { headers: english })).text).toContain('<html lang="en">');
    expect((await ask(sandbox, '/differences?lang=zh', { headers: english })).text).toContain(
      '沙箱与真实微信',
    );
  });

  it('holds the rules with their sources, escaped, and no other origin', async () => {
    const { text, headers } = await ask(sandbox, '/differences?lang=en');
    expect(text).toContain('<td>sns.code_used</td><td>40163</td><td>code been used</td><td>documented</td>');
    expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('is for this machine, and for reading', async () => {
    expect((await ask(sandbox, '/differences', { headers: { host: 'evil.example' } })).status).toBe(421);
    expect((await ask(sandbox, '/differences', { method: 'POST' })).status).toBe(405);
  });
});
