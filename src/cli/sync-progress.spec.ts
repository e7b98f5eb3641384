import { PassThrough } from 'node:stream';
import { FixedClock } from '../../test/fakes/fixed-clock.js';
import { lineOf, progressFor, type SyncView } from './sync-progress.js';

const view = (given: Partial<SyncView> = {}): SyncView => ({
  id: '6f1c9c1e-6a0f-4f0e-9a55-0d6a3f0b7a11',
  state: 'running',
  phase: 'reading',
  total: 20_000,
  done: 5_000,
  left: 0,
  rate: 1998.4,
  eta_seconds: 8,
  requested_by: 'cli',
  requested_at: '2026-03-01T08:00:00.000Z',
  started_at: null,
  finished_at: null,
  resume_at: null,
  error: null,
  ...given,
});

it('says phase, count, share, rate and what is left of the time', () => {
  expect(lineOf(view())).toBe('reading: 5000 of 20000 followers (25 %), 1998/s, 8 s to go');
  expect(lineOf(view({ eta_seconds: 4_000, left: 3 }))).toContain('3 left, 1998/s, 1 h 7 min to go');
  expect(lineOf(view({ state: 'queued', total: null, done: 0, rate: null, eta_seconds: null }))).toBe(
    'queued: 0 of ? followers',
  );
});

it('says what it waits for', () => {
  const error = { code: 'wechat.refused', detail: 'WeChat is busy', errcode: -1 };
  expect(lineOf(view({ error }))).toContain('wechat.refused: WeChat is busy');
});

it('without a terminal writes a line when the stage changes, and otherwise every five seconds', () => {
  const errors = new PassThrough();
  const clock = new FixedClock();
  const terminal = { input: new PassThrough(), output: new PassThrough(), errors };
  const progress = progressFor(terminal, { json: false, monotonicMs: () => clock.monotonicMs() });
  progress.show(view({ done: 1 }));
  progress.show(view({ done: 2 }));
  clock.advance(5);
  progress.show(view({ done: 3 }));
  progress.show(view({ done: 4, phase: 'leaving' }));
  // How it ended is in the answer, which stands on the same screen.
  progress.show(view({ done: 4, phase: 'leaving', state: 'done' }));
  progress.end();
  const lines = String(errors.read()).trim().split('\n');
  expect(lines.map((line) => line.split(' ').slice(0, 2))).toEqual([
    ['reading:', '1'],
    ['reading:', '3'],
    ['leaving:', '4'],
  ]);
});

it('says nothing where a program reads the answer', () => {
  const errors = new PassThrough();
  const terminal = { input: new PassThrough(), output: new PassThrough(), errors };
  progressFor(terminal, { json: true, monotonicMs: () => 0 }).show(view());
  expect(errors.read()).toBeNull();
});
