import { createHmac } from 'node:crypto';
import { KeyedMarks } from './keyed-marks.js';
import { KeyRing } from './key-ring.js';

const older = Buffer.alloc(32, 1);
const newer = Buffer.alloc(32, 2);
const marksWith = (...keys: Buffer[]): KeyedMarks => new KeyedMarks(new KeyRing(keys), 'test-mark');

it('a mark is the HMAC-SHA-256 of the text under a key of its purpose', () => {
  const ring = new KeyRing([older]);
  for (const text of ['', 'oABC', '文字😀', 'x'.repeat(500)])
    expect(new KeyedMarks(ring, 'test-mark').of(text)).toEqual({
      keyId: ring.current.id,
      mark: createHmac('sha256', ring.derive('test-mark')).update(text).digest(),
    });
  expect(new KeyedMarks(ring, 'another').of('oABC').mark).not.toEqual(marksWith(older).of('oABC').mark);
});

it('is made with the first key of the ring, and recognised with all of them', () => {
  const rotated = marksWith(newer, older);
  const kept = marksWith(older).of('oABC');
  expect(rotated.of('oABC')).toEqual(marksWith(newer).of('oABC'));
  expect(rotated.all('oABC')).toEqual([marksWith(newer).of('oABC'), kept]);
  expect(marksWith(newer).all('oABC')).not.toContainEqual(kept);
});
