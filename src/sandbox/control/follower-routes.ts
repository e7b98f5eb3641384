import { z } from 'zod';
import type { AccountUser } from '../followers/account-user.js';
import { crowdSchema } from '../followers/crowd.js';
import { describePeople, furnishPeople, peopleDescription } from '../followers/people-description.js';
import { SUBSCRIBE_SCENES } from '../followers/subscription.js';
import { PERSONA_DEEDS } from '../personas/history.js';
import type { World } from '../world.js';
import { route } from './route.js';

const accountKey = z.string().max(64).default('main').describe('The key of an account');
const sizeView = z.object({
  account: z.string(),
  count: z.int().describe('Of the crowd'),
  seed: z.string(),
  total: z.int().describe('Who follows now, personas included'),
  blacklisted: z.int(),
});
const followerView = z.object({
  openid: z.string(),
  unionid: z.string().nullable(),
  nickname: z.string(),
  sex: z.int(),
  language: z.string(),
  province: z.string(),
  city: z.string(),
  subscribed_at: z.iso.datetime(),
  subscribe_scene: z.enum(SUBSCRIBE_SCENES),
  qr_scene: z.int(),
  qr_scene_str: z.string(),
  remark: z.string(),
  tags: z.array(z.int()),
  blacklisted: z.boolean(),
});
const approach = z.strictObject({
  account: accountKey,
  scene: z.enum(SUBSCRIBE_SCENES).optional(),
  qr_scene: z.int().min(0).max(4_294_967_295).optional(),
  qr_scene_str: z.string().max(64).optional(),
  ticket: z.string().max(128).optional().describe('The ticket of the QR code that was scanned'),
});

/** Followers by the million, following and leaving, and what people did. */
export const followerRoutes = [
  route({
    method: 'PUT',
    path: '/followers',
    summary:
      'Gives an account a crowd of followers, computed from a seed; follower-0, follower-1 … may hold the phone',
    body: crowdSchema.extend({ account: accountKey }),
    answer: sizeView,
    run: ({ world, body: { account, ...size } }) => {
      world.followers.gather(world.accounts.get(account), size);
      return viewSize(world, account);
    },
  }),
  route({
    method: 'GET',
    path: '/followers',
    summary: 'How many follow an account, and some of them with all there is to know',
    query: z.strictObject({
      account: accountKey,
      after: z.string().max(64).optional().describe('The openid of the one before the first shown'),
      limit: z.coerce.number().int().min(0).max(1000).default(20),
    }),
    answer: sizeView.extend({ followers: z.array(followerView) }),
    run: ({ world, query: { account: key, after = null, limit } }) => {
      const account = world.accounts.get(key);
      const openids = world.followers.page(account, after, limit);
      const followers = openids.map((openid) =>
        viewFollower(world, key, world.followers.find(account, openid)!),
      );
      return { ...viewSize(world, key), followers };
    },
  }),
  route({
    method: 'POST',
    path: '/personas/{id}/follow',
    summary: 'Follows an account; its server is pushed a subscribe event where pushes are set',
    body: approach,
    answer: z.object({ changed: z.boolean().describe('False: they did already') }),
    run: ({ world, path, body }) => {
      const { account, scene, ticket, qr_scene: qrScene, qr_scene_str: qrSceneText } = body;
      const given = Object.entries({ scene, qrScene, qrSceneText, ticket }).filter(
        ([, value]) => value !== undefined,
      );
      return { changed: world.followers.follow(path['id']!, account, Object.fromEntries(given)) };
    },
  }),
  route({
    method: 'POST',
    path: '/personas/{id}/leave',
    summary: 'Leaves an account; its server is pushed an unsubscribe event where pushes are set',
    body: z.strictObject({ account: accountKey }),
    answer: z.object({ changed: z.boolean().describe('False: they did not follow') }),
    run: ({ world, path, body }) => ({ changed: world.followers.leave(path['id']!, body.account) }),
  }),
  route({
    method: 'GET',
    path: '/personas/{id}/history',
    summary: 'What somebody did, oldest first: the newest 200 deeds',
    answer: z.object({
      deeds: z.array(
        z.object({
          at: z.iso.datetime(),
          kind: z.enum(PERSONA_DEEDS),
          account: z.string(),
          detail: z.string(),
        }),
      ),
    }),
    run: ({ world, path }) => ({
      deeds: world.history.of(world.personas.get(path['id']!).id).map(({ atMs, kind, account, detail }) => ({
        at: new Date(atMs).toISOString(),
        kind,
        account,
        detail,
      })),
    }),
  }),
  route({
    method: 'GET',
    path: '/people',
    summary: 'Personas and followers, to be kept in a file',
    answer: peopleDescription,
    run: ({ world }) => describePeople(world),
  }),
  route({
    method: 'PUT',
    path: '/people',
    summary:
      'Replaces personas and followers by those of a file; nothing changes where something in it is wrong',
    body: peopleDescription,
    run: ({ world, body }) => furnishPeople(world, body),
  }),
];

function viewSize(world: World, key: string): z.infer<typeof sizeView> {
  const account = world.accounts.get(key);
  const { crowd, blacklist } = world.followers.of(account);
  const { count, seed } = crowd?.size ?? { count: 0, seed: '' };
  return { account: key, count, seed, total: world.followers.total(account), blacklisted: blacklist.size };
}

function viewFollower(world: World, key: string, user: AccountUser): z.infer<typeof followerView> {
  const { openid, unionid, remark, subscription } = user;
  const kept = world.followers.of(world.accounts.get(key));
  return {
    openid,
    unionid,
    ...user.profile(),
    subscribed_at: new Date(subscription.atSeconds * 1000).toISOString(),
    subscribe_scene: subscription.scene,
    qr_scene: subscription.qrScene,
    qr_scene_str: subscription.qrSceneText,
    remark,
    tags: [...kept.tags.of(openid)],
    blacklisted: kept.blacklist.has(openid),
  };
}
