import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { PageAssets } from './assets.js';

describe('PageAssets', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assets-'));
  const css = 'body { color: red }\n'.repeat(20);
  writeFileSync(join(folder, 'a.css'), css);
  writeFileSync(join(folder, 'tiny.js'), '1');
  writeFileSync(join(folder, 'notes.md'), 'private');
  const assets = new PageAssets(folder);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('names a file by what is in it', () => {
    const hash = createHash('sha256').update(css).digest('hex').slice(0, 8);
    expect(assets.url('a.css')).toBe(`/assets/a.${hash}.css`);
  });

  it('gives the file, as it is and compressed', () => {
    const found = assets.find(assets.url('a.css'))!;
    expect(found.type).toBe('text/css; charset=utf-8');
    expect(found.body.toString()).toBe(css);
    expect(gunzipSync(found.gzip!).toString()).toBe(css);
  });

  it('does not compress what would only grow', () => {
    expect(assets.find(assets.url('tiny.js'))).toMatchObject({
      gzip: null,
      type: 'text/javascript; charset=utf-8',
    });
  });

  it.each(['/assets/a.css', '/assets/a.00000000.css', '/assets/../package.json', '/assets/', '__proto__'])(
    'finds nothing at %s',
    (path) => {
      expect(assets.find(path)).toBeNull();
    },
  );

  it('serves only kinds of file it knows', () => {
    expect(() => assets.url('notes.md')).toThrow('notes.md');
  });
});
