import { DayNames } from './day-names.js';

describe('DayNames', () => {
  it('names the day it is in China, not the day it is in Greenwich', () => {
    const days = new DayNames('zh-CN');
    expect(days.of('2026-11-03T15:59:59Z')).toBe('2026年11月3日');
    expect(days.of('2026-11-03T16:00:00Z')).toBe('2026年11月4日');
  });

  it('gives the same name again', () => {
    const days = new DayNames('en');
    expect([days.of('2026-11-03T01:00:00Z'), days.of('2026-11-03T02:00:00+00:00')]).toEqual([
      'November 3, 2026',
      'November 3, 2026',
    ]);
  });

  it('has no name for what is no instant', () => {
    expect(new DayNames('en').of('soon')).toBe('');
  });

  it('still names days after very many', () => {
    const days = new DayNames('en');
    const first = Date.parse('2020-01-01T00:00:00Z');
    const names = Array.from({ length: 900 }, (_, day) =>
      days.of(new Date(first + day * 86_400_000).toISOString()),
    );
    expect(new Set(names).size).toBe(900);
  });
});
