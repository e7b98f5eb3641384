/** How somebody came to follow (`subscribe_scene`). */
export const SUBSCRIBE_SCENES = [
  'ADD_SCENE_SEARCH',
  'ADD_SCENE_ACCOUNT_MIGRATION',
  'ADD_SCENE_PROFILE_CARD',
  'ADD_SCENE_QR_CODE',
  'ADD_SCENE_PROFILE_LINK',
  'ADD_SCENE_PROFILE_ITEM',
  'ADD_SCENE_PAID',
  'ADD_SCENE_WECHAT_ADVERTISEMENT',
  'ADD_SCENE_REPRINT',
  'ADD_SCENE_LIVESTREAM',
  'ADD_SCENE_CHANNELS',
  'ADD_SCENE_WXA',
  'ADD_SCENE_OTHERS',
] as const;

export type SubscribeScene = (typeof SUBSCRIBE_SCENES)[number];

/** How and when somebody began to follow an account. */
export interface Subscription {
  /** Unix seconds. */
  readonly atSeconds: number;
  readonly scene: SubscribeScene;
  /** The number of a parametric QR code; 0 without one. */
  readonly qrScene: number;
  /** The text of a parametric QR code; empty without one. */
  readonly qrSceneText: string;
}

/** How somebody came who was moved from another account (账号迁移). */
export function migrated(atSeconds: number): Subscription {
  return { atSeconds, scene: 'ADD_SCENE_ACCOUNT_MIGRATION', qrScene: 0, qrSceneText: '' };
}
