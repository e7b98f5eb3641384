import { SweepTurn } from '../../src/privacy/sweep-turn.js';
import { aDatabase, type ADatabase } from '../fakes/a-database.js';

let database: ADatabase;
beforeAll(async () => {
  database = await aDatabase();
});
beforeEach(() => database.sql.rows('DELETE FROM chore'));
afterAll(() => database.end());

const anInstance = () => new SweepTurn(database.sql);
const lapse = (seconds: number) => database.age('chore', seconds);
const now = { lingers: false };

it('is one instance’s, of eight that want it at once', async () => {
  let sweeps = 0;
  let inside = 0;
  let finish!: () => void;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const taking = Array.from({ length: 8 }, () =>
    anInstance().take(async () => {
      sweeps += 1;
      inside += 1;
      await finished;
      inside -= 1;
    }, now),
  );
  const refused: boolean[] = [];
  for (const each of taking) void each.then((took) => refused.push(took) === 7 && finish());
  expect((await Promise.all(taking)).filter(Boolean)).toHaveLength(1);
  expect([sweeps, inside]).toEqual([1, 0]);
});

it('is free again at once when it is over, also when it ended badly', async () => {
  expect(await anInstance().take(async () => undefined, now)).toBe(true);
  const bad = anInstance().take(() => Promise.reject(new Error('away')), { lingers: true });
  await expect(bad).rejects.toThrow('away');
  expect(await anInstance().take(async () => undefined, now)).toBe(true);
});

it('lingers for a minute when it is meant to', async () => {
  await anInstance().take(async () => undefined, { lingers: true });
  expect(await anInstance().take(async () => undefined, now)).toBe(false);
  await lapse(61);
  expect(await anInstance().take(async () => undefined, now)).toBe(true);
});

it('stays with whoever takes long and says so, and passes on when nobody does', async () => {
  const first = anInstance();
  let others: boolean[] = [];
  const other = async () => void others.push(await anInstance().take(async () => undefined, now));
  await first.take(async () => {
    await lapse(50);
    await first.keep();
    await lapse(50);
    await other();
    await lapse(50);
    await other();
  }, now);
  expect(others).toEqual([false, true]);
});
