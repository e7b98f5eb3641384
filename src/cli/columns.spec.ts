import { aligned, minuteOf, printable, widthOf } from './columns.js';

describe('columns', () => {
  it('counts Chinese characters and emoji as two columns', () => {
    expect(widthOf('shop')).toBe(4);
    expect(widthOf('小店')).toBe(4);
    expect(widthOf('🎉')).toBe(2);
  });

  it('aligns what stands below each other', () => {
    expect(
      aligned([
        ['小店', 'a'],
        ['x', 'b'],
      ]),
    ).toBe('小店  a\nx     b');
  });

  it('says with a time where it holds', () => {
    expect(minuteOf(new Date('2026-11-22T20:00:59+08:00'))).toBe('2026-11-22 12:00Z');
  });

  it('lets no name steer the terminal', () => {
    expect(printable('shop\u001b[2J\u0007')).toBe('shop [2J ');
  });
});
