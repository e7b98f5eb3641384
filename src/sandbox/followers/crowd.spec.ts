import { SANDBOX_ACCOUNT } from '../sandbox-account.js';
import { Crowd } from './crowd.js';
import { KeyedPermutation } from './keyed-permutation.js';
import { SUBSCRIBE_SCENES } from './subscription.js';

const crowd = (changes: { appId?: string; count?: number; seed?: string } = {}) => {
  const { appId = 'wxa', count = 5_000_000, seed = '1' } = changes;
  return new Crowd(appId, { count, seed });
};
const SOME = [0, 1, 9999, 10_000, 65_536, 4_999_999];

describe('a keyed permutation', () => {
  it('gives each number a block and finds the number again, up to 2^48 - 1', () => {
    const permutation = new KeyedPermutation('a key');
    for (const number of [...SOME, 2 ** 32, 2 ** 48 - 1])
      expect(permutation.numberOf(permutation.blocks(number))).toBe(number);
  });

  it('knows no number for other blocks, nor for those of another key', () => {
    const permutation = new KeyedPermutation('a key');
    expect(permutation.numberOf(Buffer.alloc(16))).toBeNull();
    expect(permutation.numberOf(Buffer.alloc(15))).toBeNull();
    expect(permutation.numberOf(new KeyedPermutation('another').blocks(7))).toBeNull();
  });

  it('makes many blocks at once as it makes one', () => {
    const permutation = new KeyedPermutation('a key');
    expect(permutation.blocks(41, 3).subarray(16, 32)).toEqual(permutation.blocks(42));
  });
});

describe('a crowd', () => {
  it('has openids in WeChat’s form that begin alike, no two the same', () => {
    const openids = crowd().openidsFrom(0, 20_000);
    expect(new Set(openids).size).toBe(20_000);
    expect(new Set(openids.map((openid) => openid.slice(0, 6))).size).toBe(1);
    for (const openid of openids) expect(openid).toMatch(/^o[\w-]{27}$/);
  });

  it('finds a follower by openid alone', () => {
    for (const number of SOME) expect(crowd().numberOf(crowd().openidOf(number))).toBe(number);
  });

  it('knows nobody else: beyond its count, of another account or seed, of another spelling', () => {
    const openid = crowd().openidOf(4_999_999);
    expect(crowd({ count: 4_999_999 }).numberOf(openid)).toBeNull();
    expect(crowd({ appId: 'wxb' }).numberOf(openid)).toBeNull();
    expect(crowd({ seed: '2' }).numberOf(openid)).toBeNull();
    const spelling = openid.slice(0, 27) + { A: 'B', Q: 'R', g: 'h', w: 'x' }[openid[27]!]!;
    const bytesOf = (id: string) => Buffer.from(id.slice(6), 'base64url');
    expect(bytesOf(spelling)).toEqual(bytesOf(openid));
    expect(crowd().numberOf(spelling)).toBeNull();
    expect(crowd().numberOf(`${openid}\r`)).toBeNull();
  });

  it('is the same in every run', () => {
    const one = crowd();
    expect(one.openidOf(12)).toBe('oq7n-hESNGPtHe7i6FAshbIoZIEw');
    expect(one.profileOf(12)).toMatchObject({ nickname: '马桂伟' });
  });

  it('shares people, not openids, between accounts of one open platform', () => {
    const [one, other] = [crowd(), crowd({ appId: 'wxb' })];
    expect(one.unionidOf(5, SANDBOX_ACCOUNT)).toBe(other.unionidOf(5, SANDBOX_ACCOUNT));
    expect(one.profileOf(5)).toEqual(other.profileOf(5));
    expect(one.openidOf(5)).not.toBe(other.openidOf(5));
    expect(one.subscriptionOf(5)).not.toEqual(other.subscriptionOf(5));
    expect(one.unionidOf(5, { ...SANDBOX_ACCOUNT, openPlatform: null })).toBeNull();
  });

  it('is colourful: scenes, languages, sexes, remarks, parametric QR codes', () => {
    const one = crowd();
    const numbers = Array.from({ length: 3000 }, (_, number) => number);
    const subscriptions = numbers.map((number) => one.subscriptionOf(number));
    const profiles = numbers.map((number) => one.profileOf(number));
    const scenes = new Set(subscriptions.map(({ scene }) => scene));
    expect(scenes.size).toBe(10);
    expect(SUBSCRIBE_SCENES).toEqual(expect.arrayContaining([...scenes]));
    expect(new Set(profiles.map(({ sex }) => sex))).toEqual(new Set([0, 1, 2]));
    expect(new Set(profiles.map(({ language }) => language))).toEqual(new Set(['zh_CN', 'zh_TW', 'en']));
    expect(new Set(profiles.map(({ nickname }) => nickname)).size).toBeGreaterThan(1000);
    expect(numbers.filter((number) => one.remarkOf(number) !== '').length).toBeGreaterThan(100);
    expect(subscriptions.some(({ qrScene }) => qrScene > 0)).toBe(true);
    expect(subscriptions.some(({ qrSceneText }) => qrSceneText.startsWith('shop_'))).toBe(true);
    for (const { atSeconds, scene, qrScene } of subscriptions) {
      expect(new Date(atSeconds * 1000).getUTCFullYear()).toBeGreaterThanOrEqual(2018);
      expect(atSeconds).toBeLessThan(1_727_740_800);
      expect(scene !== 'ADD_SCENE_QR_CODE' && qrScene > 0).toBe(false);
    }
  });
});
