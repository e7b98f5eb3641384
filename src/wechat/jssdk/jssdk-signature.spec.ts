import { signJssdk } from './jssdk-signature.js';

const subject = {
  ticket: 'sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg',
  nonce: 'Wm3WZYTPz0wzccnW',
  timestamp: 1414587457,
};

describe('the JS-SDK signature', () => {
  it.each([
    ['http://mp.weixin.qq.com?params=value', '0f9de62fce790f9a083d5c99e95740ceb90c27ed'],
    ['http://mp.weixin.qq.com', 'f4d90daf4b3bca3078ab155816175ba34c443a7b'],
  ])('is the one in WeChat’s document for %s', (url, signature) => {
    expect(signJssdk({ ...subject, url })).toBe(signature);
  });

  it('takes the address as it is: a slash more is another page', () => {
    const signature = signJssdk({ ...subject, url: 'http://mp.weixin.qq.com/?params=value' });
    expect(signature).toMatch(/^f50191877b62b116ef830363a3a613ed652a2d5d$/);
  });

  it('leaves out what follows the hash', () => {
    const page = { ...subject, url: 'https://a.example/页?b=1&c=%20' };
    expect(signJssdk({ ...page, url: `${page.url}#/route#more` })).toBe(signJssdk(page));
  });
});
