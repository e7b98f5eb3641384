import { z } from 'zod';
import type { AccountFollowers } from './account-followers.js';
import { crowdSchema } from './crowd.js';
import { SUBSCRIBE_SCENES } from './subscription.js';

const MOST = 100_000;
const openid = z.string().min(1).max(64);

/** What an account knows of its users, to be kept in a file: only what is not computed. */
export const followersDescription = z.strictObject({
  crowd: crowdSchema.nullable().default(null),
  turns: z
    .array(
      z.strictObject({
        openid,
        follows: z.boolean(),
        subscribe_time: z.int().min(0).describe('Unix seconds'),
        subscribe_scene: z.enum(SUBSCRIBE_SCENES).default('ADD_SCENE_QR_CODE'),
        qr_scene: z.int().min(0).default(0),
        qr_scene_str: z.string().max(64).default(''),
      }),
    )
    .max(MOST)
    .default([])
    .describe('Who began to follow or left since the first day; of personas `follows` counts, not this'),
  dissolved: z.boolean().default(false).describe('The crowd has moved away; whose turn says so came back'),
  moved: z
    .strictObject({ first: z.int().min(0), at: z.int().min(0).describe('Unix seconds') })
    .nullable()
    .default(null)
    .describe('Those of the crowd from this number on came by a move'),
  remarks: z
    .array(z.strictObject({ openid, remark: z.string().max(30) }))
    .max(MOST)
    .default([]),
  blacklist: z.array(openid).max(MOST).default([]),
  tags: z
    .array(
      z.strictObject({
        id: z.int().min(2).max(1_000_000),
        name: z.string().min(1).max(30),
        members: z.array(openid).max(MOST).default([]),
      }),
    )
    .max(101)
    .default([]),
});

export type FollowersDescription = z.output<typeof followersDescription>;

/** An account's users as they are now. */
export function describeFollowers(kept: AccountFollowers): FollowersDescription {
  return {
    crowd: kept.crowd ? { ...kept.crowd.size } : null,
    turns: [...kept.turns].map(([id, { follows, subscription }]) => ({
      openid: id,
      follows,
      subscribe_time: subscription.atSeconds,
      subscribe_scene: subscription.scene,
      qr_scene: subscription.qrScene,
      qr_scene_str: subscription.qrSceneText,
    })),
    dissolved: kept.dissolved,
    moved: kept.moved && { first: kept.moved.first, at: kept.moved.atSeconds },
    remarks: [...kept.remarks].map(([id, remark]) => ({ openid: id, remark })),
    blacklist: [...kept.blacklist],
    tags: kept.tags.export(),
  };
}

/** Fills an account of which nothing is known yet. */
export function furnishFollowers(kept: AccountFollowers, description: FollowersDescription): void {
  if (description.crowd) kept.gather(description.crowd);
  if (description.dissolved) kept.dissolve();
  if (description.moved) kept.moved = { first: description.moved.first, atSeconds: description.moved.at };
  for (const turn of description.turns) {
    kept.turn(turn.openid, {
      follows: turn.follows,
      subscription: {
        atSeconds: turn.subscribe_time,
        scene: turn.subscribe_scene,
        qrScene: turn.qr_scene,
        qrSceneText: turn.qr_scene_str,
      },
    });
  }
  for (const { openid: id, remark } of description.remarks) kept.remarks.set(id, remark);
  for (const id of description.blacklist) kept.blacklist.add(id);
  kept.tags.import(description.tags);
}
