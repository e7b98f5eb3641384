import { FixedClock } from '../../test/fakes/fixed-clock.js';
import { CallPace } from './call-pace.js';

it('lets the first call go at once, and the others evenly after it', async () => {
  const clock = new FixedClock();
  const pace = new CallPace(4, clock);
  const at: number[] = [];
  for (let call = 0; call < 4; call += 1) {
    await pace.turn();
    at.push(clock.monotonicMs());
  }
  expect(at).toEqual([0, 250, 500, 750]);
});

it('does not make up for calls that nobody made', async () => {
  const clock = new FixedClock();
  const pace = new CallPace(2, clock);
  await pace.turn();
  clock.advance(60);
  await pace.turn();
  await pace.turn();
  expect(clock.monotonicMs()).toBe(60_500);
});

it('never waits without a limit', async () => {
  const clock = new FixedClock();
  const pace = new CallPace(0, clock);
  for (let call = 0; call < 100; call += 1) await pace.turn();
  expect(clock.pauses).toEqual([]);
});
