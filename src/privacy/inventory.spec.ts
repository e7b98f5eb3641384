import { readFileSync, writeFileSync } from 'node:fs';
import { inventoryPage } from './inventory.js';

const PAGE = 'docs/data-inventory.md';

it('docs/data-inventory.md says what the code says (LINGPAI_WRITE_DOCS=1 writes it)', () => {
  if (process.env['LINGPAI_WRITE_DOCS']) writeFileSync(PAGE, inventoryPage());
  expect(readFileSync(PAGE, 'utf8')).toBe(inventoryPage());
});
