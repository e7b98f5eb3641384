import { spawnSync } from 'node:child_process';

/** What a process prints that logs five events, one of them full of control characters. */
function printed(...parameters: string[]): string {
  const run = spawnSync(
    process.execPath,
    ['--import', './test/support/typescript.mjs', 'test/fakes/log-lines.ts', ...parameters],
    { encoding: 'utf8' },
  );
  expect(run.stderr).toBe('');
  return run.stdout;
}

it('writes one JSON line an event, whatever is in it', () => {
  const text = printed('json', 'info');
  // Whatever anybody takes for the end of a line.
  const lines = text.trimEnd().split(/\r\n|[\n\v\f\r\u001c-\u001e\u0085\u2028\u2029]/);
  const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(events.map(({ event }) => event)).toEqual([
    'test.plain',
    'test.controls',
    'test.error',
    'test.empty',
  ]);
  expect(events[0]).toMatchObject({ level: 30, at: 1 });
  expect(events[0]!['time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(events[2]).toMatchObject({
    error: { name: 'Error', message: 'line one\nline two secret=[redacted]' },
  });
  expect(text).not.toContain('cAnArY');
  expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
});

it('says nothing below its level', () => {
  expect(printed('json', 'debug')).toContain('test.debug');
  expect(printed('json', 'silent')).toBe('');
});

it('is readable for a person, without secrets either', () => {
  const text = printed('readable', 'info');
  expect(text).toContain('test.plain');
  expect(text).not.toContain('cAnArY');
});
