import { z } from 'zod';
import { address, openid, said, unionid } from '../person-fields.js';

/** `snsapi_base,` and `a,b` have both been seen; order and empties mean nothing. */
const scopes = z.string().transform((text) => text.split(',').filter((scope) => scope !== ''));

/** What can travel in an address without being changed. */
const credential = z.string().regex(/^[\x21-\x7e]{1,2048}$/);

/** A life between a second and ten years; sent as text once in a while. */
const lifeSeconds = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number),
  ])
  .pipe(z.number().int().positive().max(315_360_000));

/** `GET /sns/oauth2/access_token`: no `errcode` on success, `is_snapshotuser` only for virtual visitors. */
export const codeExchange = z
  .object({
    access_token: credential,
    expires_in: lifeSeconds,
    refresh_token: credential,
    openid,
    scope: scopes.nullish(),
    is_snapshotuser: z.unknown().optional(),
    unionid: unionid.nullish(),
  })
  .transform((wire) => ({
    userToken: wire.access_token,
    refreshToken: wire.refresh_token,
    expiresInSeconds: wire.expires_in,
    openid: wire.openid,
    unionid: wire.unionid ?? null,
    scopes: wire.scope ?? [],
    snapshot: Number(wire.is_snapshotuser) === 1,
  }));

/** `GET /sns/oauth2/refresh_token`. */
export const refreshed = z
  .object({
    access_token: credential,
    expires_in: lifeSeconds,
    refresh_token: credential,
    openid,
    scope: scopes.nullish(),
  })
  .transform((wire) => ({
    userToken: wire.access_token,
    refreshToken: wire.refresh_token,
    expiresInSeconds: wire.expires_in,
    openid: wire.openid,
    scopes: wire.scope ?? [],
  }));

/** `GET /sns/userinfo`: since October 2021 sex and region are filler, the names remain. */
export const userinfo = z
  .object({
    openid,
    nickname: said,
    headimgurl: address,
    sex: z.coerce.number().catch(0),
    language: said,
    city: said,
    province: said,
    country: said,
    unionid: unionid.nullish(),
  })
  .transform((wire) => ({
    openid: wire.openid,
    unionid: wire.unionid ?? null,
    nickname: wire.nickname,
    avatarUrl: wire.headimgurl,
    sex: wire.sex === 1 || wire.sex === 2 ? wire.sex : null,
    language: wire.language,
    city: wire.city,
    province: wire.province,
    country: wire.country,
  }));

/** `{"errcode":0,"errmsg":"ok"}`; here, unlike elsewhere, success says so. */
export const done = z.object({ errcode: z.literal([0, '0']) });

/** What a code bought: who came, and the visitor's own token. */
export type CodeGrant = z.output<typeof codeExchange>;
/** What a refresh token bought. */
export type RefreshedGrant = z.output<typeof refreshed>;
/** What WeChat tells of a person who consented; null where it says nothing. */
export type WeChatProfile = z.output<typeof userinfo>;
