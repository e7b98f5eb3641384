import { StoppedClock } from '../testing/stopped-clock.js';
import { SystemRandom } from '../../kernel/random/system-random.js';
import { identityOf } from '../personas/identity.js';
import { SANDBOX_ACCOUNT, SANDBOX_WEBSITE, type SandboxAccount } from '../sandbox-account.js';
import { describeWorld, furnishWorld } from '../worlds/world-description.js';
import { World } from '../world.js';
import { moveFollowers } from './follower-move.js';

const NEW: SandboxAccount = SANDBOX_ACCOUNT;
const OLD: SandboxAccount = { ...SANDBOX_ACCOUNT, key: 'old', appId: 'wxold00000000001' };
const MILLIONS = 5_000_000;

let world: World;
beforeEach(() => {
  world = new World(new StoppedClock(), new SystemRandom(), [NEW, OLD, SANDBOX_WEBSITE], null);
  // Nobody but whom a test names.
  world.personas.change('follower', { follows: [] });
});

const gather = (account: SandboxAccount, count: number, seed = 'spring') =>
  world.followers.gather(account, { count, seed });
const move = () => moveFollowers(OLD, NEW, world);
const openids = (account: SandboxAccount) => world.followers.page(account, null, 100);
const numbersOf = (account: SandboxAccount) =>
  openids(account).map((openid) => world.followers.of(account).crowd!.numberOf(openid));
const openidOf = (persona: string, account: SandboxAccount) =>
  identityOf(account, { persona: world.personas.get(persona), snapshot: false }).openid;

it('five million move at once, and nothing is stored of them', () => {
  gather(OLD, MILLIONS);
  const before = world.followers.page(OLD, null, 2);
  const departed = move();
  expect([world.followers.total(OLD), world.followers.total(NEW)]).toEqual([0, MILLIONS]);
  for (const account of [OLD, NEW]) expect(world.followers.of(account).turns.size).toBe(0);
  expect(openids(OLD)).toEqual([]);
  expect(before.map((openid) => departed.openidAt(NEW, openid))).toEqual(openids(NEW).slice(0, 2));
});

it('they come as moved, at that time, with the same unionid and no remark; the old account knows them still', () => {
  gather(OLD, 3);
  const [theirs] = openids(OLD);
  const before = world.followers.find(OLD, theirs!)!;
  move();
  expect(world.followers.find(NEW, openids(NEW)[0]!)).toMatchObject({
    follows: true,
    unionid: before.unionid,
    remark: '',
    subscription: {
      scene: 'ADD_SCENE_ACCOUNT_MIGRATION',
      atSeconds: Date.parse('2026-11-22T08:00:00Z') / 1000,
    },
  });
  expect(world.followers.find(OLD, theirs!)).toMatchObject({ follows: false, unionid: before.unionid });
});

it('who had left does not move, and who follows both is there once, as before', () => {
  gather(OLD, 6);
  gather(NEW, 3);
  const own = world.followers.find(NEW, openids(NEW)[0]!)!.subscription;
  world.followers.leave('follower-5', 'old');
  world.followers.leave('follower-0', 'old');
  world.followers.leave('follower-1', 'main');
  world.followers.leave('follower-2', 'old');
  world.followers.leave('follower-2', 'main');
  move();
  expect(numbersOf(NEW)).toEqual([0, 1, 3, 4]);
  expect(world.followers.total(NEW)).toBe(4);
  expect(world.followers.find(NEW, openids(NEW)[0]!)!.subscription).toEqual(own);
  expect(world.followers.find(NEW, openids(NEW)[1]!)!.subscription.scene).toBe('ADD_SCENE_ACCOUNT_MIGRATION');
  expect(world.personas.get('follower-4').follows).toEqual(['main']);
});

it('a smaller crowd moves into a larger one', () => {
  gather(OLD, 2);
  gather(NEW, 4);
  world.followers.leave('follower-1', 'main');
  move();
  expect(numbersOf(NEW)).toEqual([0, 1, 2, 3]);
});

it('personas move, once each; others stay where they are', () => {
  world.followers.follow('emoji', 'old');
  world.followers.follow('stranger', 'old');
  world.followers.follow('stranger', 'main');
  const departed = move();
  expect(world.personas.get('emoji').follows).toEqual(['main']);
  expect(world.personas.get('stranger').follows).toEqual(['main']);
  expect(world.personas.get('refuser').follows).toEqual([]);
  expect(openids(NEW)).toEqual([openidOf('stranger', NEW), openidOf('emoji', NEW)]);
  expect(departed.openidAt(NEW, openidOf('emoji', OLD))).toBe(openidOf('emoji', NEW));
  expect(departed.openidAt(NEW, openidOf('refuser', OLD))).toBeNull();
  const scene = (persona: string) => world.followers.find(NEW, openidOf(persona, NEW))!.subscription.scene;
  expect([scene('emoji'), scene('stranger')]).toEqual(['ADD_SCENE_ACCOUNT_MIGRATION', 'ADD_SCENE_QR_CODE']);
});

it('who comes back to the old account is listed there, page by page, and may leave again', () => {
  gather(OLD, MILLIONS);
  move();
  for (const number of [4_000_000, 7, 100]) world.followers.follow(`follower-${number}`, 'old');
  expect(numbersOf(OLD)).toEqual([7, 100, 4_000_000]);
  expect(world.followers.total(OLD)).toBe(3);
  const [first] = world.followers.page(OLD, null, 1);
  expect(world.followers.page(OLD, first!, 1)).toEqual([openids(OLD)[1]]);
  world.followers.leave('follower-100', 'old');
  expect(numbersOf(OLD)).toEqual([7, 4_000_000]);
  expect(world.followers.total(NEW)).toBe(MILLIONS);
});

it('an account that was left may gather another crowd, and those who moved may move back', () => {
  gather(OLD, 3);
  move();
  moveFollowers(NEW, OLD, world);
  expect([world.followers.total(OLD), world.followers.total(NEW)]).toEqual([3, 0]);
  expect(numbersOf(OLD)).toEqual([0, 1, 2]);
  gather(NEW, 5, 'autumn');
  expect(numbersOf(NEW)).toEqual([0, 1, 2, 3, 4]);
});

it('refuses two crowds of different seeds, and a move to itself, and changes nothing', () => {
  gather(OLD, 3);
  gather(NEW, 3, 'autumn');
  world.followers.follow('emoji', 'old');
  expect(move).toThrow('different seeds');
  expect(() => moveFollowers(OLD, OLD, world)).toThrow('cannot move to itself');
  expect(world.followers.total(OLD)).toBe(4);
  expect(world.personas.get('emoji').follows).toEqual(['old']);
});

it('outlives a world in a file', () => {
  gather(OLD, 6);
  gather(NEW, 2);
  world.followers.leave('follower-4', 'old');
  move();
  world.followers.follow('follower-3', 'old');
  const seen = () =>
    [OLD, NEW].map((each) => openids(each).map((openid) => world.followers.find(each, openid)));
  const before = JSON.stringify(seen());
  const file = describeWorld(world);
  world.reset();
  furnishWorld(world, file);
  expect(JSON.stringify(seen())).toBe(before);
});
