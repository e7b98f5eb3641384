import { Patience } from './patience.js';

const rounds = (patience: Patience, count: number): void => {
  for (let i = 0; i < count; i++) patience.lookAround();
};

describe('Patience', () => {
  it('gives up a wait after eleven rounds, once', () => {
    const patience = new Patience();
    const given: string[] = [];
    const wait = patience.start(() => given.push('up'));
    rounds(patience, 11);
    expect(given).toEqual([]);
    rounds(patience, 1);
    expect(given).toEqual(['up']);
    expect(wait.over).toBe(true);
    rounds(patience, 30);
    expect(given).toEqual(['up']);
  });

  it('leaves alone what ended in time, and what began later', () => {
    const patience = new Patience();
    const given: string[] = [];
    const first = patience.start(() => given.push('first'));
    rounds(patience, 6);
    patience.start(() => given.push('second'));
    patience.end(first);
    rounds(patience, 11);
    expect(given).toEqual([]);
    rounds(patience, 1);
    expect(given).toEqual(['second']);
  });
});
