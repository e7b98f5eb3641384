import { editDistance, nearest } from './nearest.js';

describe('nearest', () => {
  it('finds the word that was meant', () => {
    expect(nearest('migarte', ['doctor', 'migrate'])).toBe('migrate');
    expect(nearest('Sandbx', ['sandbox', 'doctor'])).toBe('sandbox');
  });

  it('suggests nothing when nothing is close', () => {
    expect(nearest('deploy', ['doctor', 'migrate'])).toBeNull();
  });

  it('counts a swap of neighbours as one mistake', () => {
    expect(editDistance('lsit', 'list')).toBe(1);
    expect(editDistance('', 'list')).toBe(4);
  });
});
