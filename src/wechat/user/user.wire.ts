import { z } from 'zod';
import { address, legible, openid, said, unionid } from '../person-fields.js';

const count = z.number().int().nonnegative();
const one = z.union([z.literal(1), z.literal('1')]).transform(() => true);
const zero = z.union([z.literal(0), z.literal('0')]).transform(() => false);

/** Unix seconds up to the year 2100; 0 says nothing. */
const seconds = z
  .number()
  .int()
  .min(0)
  .max(4_102_444_800)
  .nullish()
  .transform((given) => (given ? new Date(given * 1000) : null));

const scene = z.union([z.string(), z.number()]).nullish();

/**
 * `GET /cgi-bin/user/info`. Somebody who does not follow is no error: `subscribe` is 0, the rest absent or empty. Since
 * December 2021 name, avatar, sex and area come empty, or not at all: nothing is said, which must erase nothing.
 */
export const userInfo = z
  .object({
    subscribe: z.union([one, zero]),
    openid,
    unionid: unionid.nullish(),
    nickname: said,
    headimgurl: address,
    sex: z.unknown().optional().transform(Number),
    language: said,
    city: said,
    province: said,
    country: said,
    subscribe_time: seconds,
    subscribe_scene: said,
    qr_scene: scene,
    qr_scene_str: scene,
    remark: z.string().nullish(),
    tagid_list: z.array(z.number().int().nonnegative().max(2_147_483_647)).nullish(),
  })
  .transform((wire) => ({
    openid: wire.openid,
    subscribed: wire.subscribe,
    unionid: wire.unionid ?? null,
    nickname: wire.nickname,
    avatarUrl: wire.headimgurl,
    sex: wire.sex === 1 || wire.sex === 2 ? wire.sex : null,
    language: wire.language,
    city: wire.city,
    province: wire.province,
    country: wire.country,
    subscribedAt: wire.subscribe ? wire.subscribe_time : null,
    subscribeScene: wire.subscribe ? wire.subscribe_scene : null,
    qrScene: wire.subscribe ? (sceneOf(wire.qr_scene_str) ?? sceneOf(wire.qr_scene)) : null,
    // What the account itself wrote: of a follower, empty means that there is none.
    remark: wire.subscribe && typeof wire.remark === 'string' ? legible(wire.remark) : null,
    tagIds: wire.subscribe ? (wire.tagid_list ?? null) : null,
  }));

/** `POST /cgi-bin/user/info/batchget`: in whichever order. */
export const userInfos = z
  .object({ user_info_list: z.array(userInfo) })
  .transform((wire) => wire.user_info_list);

/**
 * `GET /cgi-bin/user/get`. `next_openid` names the last of the page, also of the last page; the page after that has no
 * `data`, and that is how one knows.
 */
export const followerPage = z
  .object({
    total: count,
    count: count.nullish(),
    data: z.object({ openid: z.array(z.string()).nullish() }).nullish(),
    next_openid: z.string().nullish(),
  })
  .transform(({ total, data }) => ({
    total,
    openids: (data?.openid ?? []).filter((each) => OPENID.test(each)),
  }));

/** `POST /cgi-bin/openapi/quota/get`. */
export const callsLeft = z
  .object({ quota: z.object({ remain: z.number().int() }) })
  .transform(({ quota }) => quota.remain);

const OPENID = /^[\w-]{1,128}$/;

function sceneOf(given: string | number | null | undefined): string | null {
  const text = legible(String(given ?? ''));
  return text === '' || text === '0' ? null : text;
}

/** What an account knows of a user; null where WeChat says nothing. */
export type WeChatUserInfo = z.output<typeof userInfo>;
/** One page of an account's followers; an empty one is the end. */
export type FollowerPage = z.output<typeof followerPage>;
