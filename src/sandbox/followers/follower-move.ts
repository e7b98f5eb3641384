import type { Persona } from '../personas/persona.js';
import type { SandboxAccount } from '../sandbox-account.js';
import { MoveToItself, TwoCrowds } from '../sandbox.errors.js';
import type { World } from '../world.js';
import type { AccountFollowers } from './account-followers.js';
import { Departed, openidOf } from './departed.js';
import { migrated } from './subscription.js';

/**
 * Moves all followers of one account to another (账号迁移): from now on they follow that one, as
 * `ADD_SCENE_ACCOUNT_MIGRATION` where they did not before. Five million of a crowd move at once.
 * @throws MoveToItself, TwoCrowds
 */
export function moveFollowers(from: SandboxAccount, to: SandboxAccount, world: World): Departed {
  if (from.key === to.key) throw new MoveToItself(from.key);
  const target = world.followers.of(to);
  const { crowd } = world.followers.of(from);
  if (crowd && target.crowd && target.crowd.size.seed !== crowd.size.seed)
    throw new TwoCrowds(from.key, to.key);
  const atSeconds = Math.floor(world.clock.nowMs() / 1000);
  const kept = world.followers.takeAll(from);
  if (crowd) {
    moveCrowd(kept, target, atSeconds);
    const left = world.followers.of(from);
    left.gather(crowd.size);
    left.dissolve();
  }
  return new Departed(kept, movePersonas(from, to, target, atSeconds, world));
}

/** Numbers are people: whoever has one at both accounts is there once. */
function moveCrowd(kept: AccountFollowers, target: AccountFollowers, atSeconds: number): void {
  const { count, size } = kept.crowd!;
  const own = target.dissolved ? 0 : (target.crowd?.count ?? 0);
  if (kept.dissolved) return moveReturned(kept, target, atSeconds);
  const crowd = target.gather({ ...size, count: Math.max(own, count) });
  if (count > own) target.moved ??= { first: own, atSeconds };
  for (const [openid, { follows, subscription }] of kept.turns) {
    const number = kept.crowd!.numberOf(openid);
    if (number !== null && number >= own && !follows)
      target.turn(crowd.openidOf(number), { follows, subscription });
  }
  for (const [openid, { follows }] of target.turns) {
    const number = crowd.numberOf(openid);
    const moves = number !== null && number < count && kept.followsInCrowd(kept.crowd!.openidOf(number));
    if (!follows && moves) target.turn(openid, { follows: true, subscription: migrated(atSeconds) });
  }
}

/** Of a crowd that has moved away before, those who had come back. */
function moveReturned(kept: AccountFollowers, target: AccountFollowers, atSeconds: number): void {
  for (const [openid, { follows }] of kept.turns) {
    const number = kept.crowd!.numberOf(openid);
    if (!follows || number === null || number >= (target.crowd?.count ?? 0)) continue;
    const theirs = target.crowd!.openidOf(number);
    if (!target.followsInCrowd(theirs))
      target.turn(theirs, { follows: true, subscription: migrated(atSeconds) });
  }
}

function movePersonas(
  from: SandboxAccount,
  to: SandboxAccount,
  target: AccountFollowers,
  atSeconds: number,
  { personas }: World,
): ReadonlyMap<string, Persona> {
  const moved = new Map<string, Persona>();
  for (const persona of personas.list().filter(({ follows }) => follows.includes(from.key))) {
    moved.set(openidOf(persona, from), persona);
    const follows = persona.follows.filter((key) => key !== from.key && key !== to.key);
    personas.change(persona.id, { follows: [...follows, to.key] });
    if (!persona.crowd && !persona.follows.includes(to.key))
      target.turn(openidOf(persona, to), { follows: true, subscription: migrated(atSeconds) });
  }
  return moved;
}
