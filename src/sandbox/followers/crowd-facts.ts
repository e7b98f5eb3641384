import type { SubscribeScene, Subscription } from './subscription.js';

/** What somebody of a crowd tells of themselves. */
export interface CrowdProfile {
  readonly nickname: string;
  /** 1 male, 2 female, 0 not told. */
  readonly sex: 0 | 1 | 2;
  readonly language: string;
  readonly province: string;
  readonly city: string;
}

const SURNAMES = [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹'];
const GIVEN = [...'伟芳娜敏静丽强磊洋艳勇军杰娟涛明超秀霞平刚桂英华玉兰建国文晓雨欣梓涵子轩浩然思宇诗琪'];
const PHRASES = ['岁月静好', '花开半夏', '小太阳☀️', '一只猫🐱', 'Coco', '追风少年', 'Mr.Lee', '𠮷祥如意'];
const LANGUAGES = ['zh_CN', 'zh_CN', 'zh_CN', 'zh_CN', 'zh_CN', 'zh_CN', 'zh_TW', 'en'];
const REGIONS = ['广东 广州', '广东 深圳', '浙江 杭州', '江苏 南京', '北京 海淀', '上海 浦东', '四川 成都'];
const SCENES: readonly SubscribeScene[] = [
  'ADD_SCENE_QR_CODE',
  'ADD_SCENE_QR_CODE',
  'ADD_SCENE_QR_CODE',
  'ADD_SCENE_SEARCH',
  'ADD_SCENE_SEARCH',
  'ADD_SCENE_PROFILE_CARD',
  'ADD_SCENE_PROFILE_LINK',
  'ADD_SCENE_PROFILE_ITEM',
  'ADD_SCENE_PAID',
  'ADD_SCENE_WECHAT_ADVERTISEMENT',
  'ADD_SCENE_CHANNELS',
  'ADD_SCENE_WXA',
  'ADD_SCENE_OTHERS',
];
/** 2019-01-01 in Beijing. */
const FIRST_AT = 1_546_272_000;
/** Up to 2024-10-01 in Beijing. */
const SPAN_SECONDS = 181_440_000;

/** A profile out of 16 bytes of chance. */
export function profileFrom(bytes: Buffer): CrowdProfile {
  const [province = '', city = ''] = pick(REGIONS, bytes[5]!).split(' ');
  return {
    nickname: nicknameFrom(bytes),
    sex: (bytes[4]! % 3) as 0 | 1 | 2,
    language: pick(LANGUAGES, bytes[6]!),
    province,
    city,
  };
}

/** How and when they came, out of 16 bytes of chance. */
export function subscriptionFrom(bytes: Buffer): Subscription {
  const scene = pick(SCENES, bytes[4]!);
  const parametric = scene === 'ADD_SCENE_QR_CODE' ? bytes[5]! % 4 : 0;
  return {
    atSeconds: FIRST_AT + (bytes.readUInt32BE(0) % SPAN_SECONDS),
    scene,
    qrScene: parametric === 1 ? 1 + (bytes.readUInt32BE(6) % 100_000) : 0,
    qrSceneText: parametric === 2 ? `shop_${bytes.readUInt16BE(6) % 500}` : '',
  };
}

/** What the account noted of them: of one in sixteen a name and a number, else nothing. */
export function remarkFrom(bytes: Buffer): string {
  return bytes[10]! % 16 === 0 ? `老客户${bytes.readUInt16BE(11)}` : '';
}

function nicknameFrom(bytes: Buffer): string {
  if (bytes[0]! % 4 === 0) return pick(PHRASES, bytes[1]!);
  const second = bytes[3]! % 2 === 0 ? pick(GIVEN, bytes[3]!) : '';
  return pick(SURNAMES, bytes[1]!) + pick(GIVEN, bytes[2]!) + second;
}

function pick<T>(values: readonly T[], chance: number): T {
  return values[chance % values.length]!;
}
