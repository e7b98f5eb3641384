import { encode } from 'uqr';
import { nothingThere, type Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { twoColourPng } from '../png.js';
import type { World } from '../world.js';

const PIXELS = 430;
const WHITE_AND_BLACK = [255, 255, 255, 0, 0, 0];

/** `GET /cgi-bin/showqrcode?ticket=` (at mp.weixin.qq.com): the picture, for anybody; 404 where the ticket is none. */
export function showQrCode(call: Call, world: World): Answer {
  const code = world.qrCodes.find(call.parameter('ticket') ?? '');
  if (!code) return nothingThere();
  const { data, size } = encode(code.url, { border: 2 });
  const scale = PIXELS / size;
  const body = twoColourPng(
    PIXELS,
    WHITE_AND_BLACK,
    (x, y) => data[Math.floor(y / scale)]![Math.floor(x / scale)]!,
  );
  return { status: 200, headers: { 'content-type': 'image/png' }, body };
}
