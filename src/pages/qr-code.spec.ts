import jsqr from 'jsqr';
import { qrCode } from './qr-code.js';

/** Draws what the SVG says, four pixels to a module, and reads it as a camera would. */
function decode(svg: string): string | undefined {
  const size = Number(/viewBox="0 0 (\d+) /.exec(svg)![1]);
  const scale = 4;
  const side = size * scale;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, x, y, width] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h/g)) {
    for (let py = Number(y) * scale; py < (Number(y) + 1) * scale; py++) {
      const from = (py * side + Number(x) * scale) * 4;
      for (let px = 0; px < Number(width) * scale; px++) pixels.fill(0, from + px * 4, from + px * 4 + 3);
    }
  }
  return jsqr.default(pixels, side, side, { inversionAttempts: 'dontInvert' })?.data;
}

describe('qrCode', () => {
  it.each(['https://tea.example.com/me', 'https://tea.example.com/auth/wechat?return_to=%2F茶?a=1&b=2#/x'])(
    'reads as %s',
    (text) => {
      expect(decode(qrCode(text, 'QR')!)).toBe(text);
    },
  );

  it('stands dark on a white ground of its own, whatever the theme', () => {
    const svg = qrCode('https://tea.example.com/me', 'QR')!;
    expect(svg).toMatch(/<path fill="#fff" d="M0 0h(\d+)v\1H0z"\/><path fill="#000"/);
    expect(svg).toContain('role="img" aria-label="QR"');
  });

  it('gives up on a text too long to scan', () => {
    expect(qrCode('x'.repeat(500), 'QR')).not.toBeNull();
    expect(qrCode('x'.repeat(501), 'QR')).toBeNull();
    expect(qrCode('茶'.repeat(167), 'QR')).toBeNull();
  });
});
