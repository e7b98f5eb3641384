import type { TokenMode } from '../accounts/account.entity.js';
import { askAgainInSeconds, renewInSeconds } from './lifetime.js';

const MODES: TokenMode[] = ['stable', 'classic'];
const LIVES = [1, 2, 5, 30, 60, 299, 300, 301, 599, 600, 601, 1_200, 3_600, 7_200, 30 * 86_400];
const CHANCES = [0, 0.25, 0.5, 0.999];
const cases = MODES.flatMap((mode) =>
  LIVES.flatMap((life) => CHANCES.map((chance) => [mode, life, chance] as const)),
);

describe('a token that lives two hours', () => {
  it.each([
    ['stable', 0, 300],
    ['stable', 1, 240],
    ['classic', 0, 600],
    ['classic', 1, 540],
  ] as const)('is renewed, %s and with chance %d, %d seconds before its end', (mode, chance, ahead) => {
    expect(7_200 - renewInSeconds(mode, 7_200, chance)).toBe(ahead);
  });
});

it('never is a token renewed after its end, nor in the first half of its life', () => {
  for (const [mode, life, chance] of cases) {
    const inSeconds = renewInSeconds(mode, life, chance);
    expect({ mode, life, chance, early: inSeconds < life / 2, late: inSeconds >= life }).toEqual({
      mode,
      life,
      chance,
      early: false,
      late: false,
    });
  }
});

it('what is said to live shorter than two margins is renewed soon after half its life', () => {
  expect(renewInSeconds('classic', 600, 0)).toBe(300);
  expect(renewInSeconds('classic', 60, 0)).toBe(30);
  expect(renewInSeconds('classic', 60, 1)).toBe(36);
});

it('chance spreads what lapses together over a minute', () => {
  const spread = renewInSeconds('stable', 7_200, 1) - renewInSeconds('stable', 7_200, 0);
  expect(spread).toBe(60);
});

it('what WeChat gave again is asked for anew after fifteen seconds at the soonest, and before its end', () => {
  for (const [mode, life, chance] of cases) {
    const again = askAgainInSeconds(mode, life, chance);
    expect([mode, life, again >= Math.min(15, life / 2), again < life]).toEqual([mode, life, true, true]);
  }
  expect(askAgainInSeconds('stable', 20, 0)).toBe(10);
  expect(askAgainInSeconds('stable', 7_200, 0)).toBe(renewInSeconds('stable', 7_200, 0));
});
