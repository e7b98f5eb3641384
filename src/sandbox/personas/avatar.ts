import { sha256 } from '../../kernel/crypto/digest.js';
import { nothingThere, type Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { twoColourPng } from '../png.js';
import type { World } from '../world.js';
import { AVATAR_SIZES } from './avatar-path.js';

const ORIGINAL_PIXELS = 640;
const drawn = new Map<string, Buffer>();
const KEPT_PICTURES = 200;
/** Found by trial: with it the ready personas' colours lie far apart. */
const SPREAD = 'face-1130';

/** `GET /mmopen/<persona>/<size>`: the persona's picture, a real PNG. */
export function avatar(call: Call, world: World): Answer {
  const [, , id = '', sizeText = ''] = call.path.split('/');
  const persona = world.personas.find(id);
  const size = AVATAR_SIZES.find((known) => String(known) === sizeText);
  if (!persona?.avatar || size === undefined) return nothingThere();
  const body = pictureOf(persona.id, size || ORIGINAL_PIXELS);
  return { status: 200, headers: { 'content-type': 'image/png', 'cache-control': 'max-age=86400' }, body };
}

function pictureOf(personaId: string, pixels: number): Buffer {
  const key = `${personaId} ${pixels}`;
  const known = drawn.get(key);
  if (known) return known;
  const picture = drawFace(sha256(`${SPREAD} ${personaId}`), pixels);
  if (drawn.size >= KEPT_PICTURES) drawn.clear();
  drawn.set(key, picture);
  return picture;
}

/** A head and shoulders, light on a colour of its own. */
function drawFace(seed: Buffer, pixels: number): Buffer {
  const hue = seed.readUInt16BE(0) % 360;
  return twoColourPng(pixels, [...colour(hue, 0.45, 0.6), ...colour(hue, 0.5, 0.92)], (x, y) => {
    const [u, v] = [(x + 0.5) / pixels - 0.5, (y + 0.5) / pixels - 0.5];
    const head = u * u + (v + 0.1) ** 2 < 0.19 ** 2;
    const shoulders = (u / 0.36) ** 2 + ((v - 0.5) / 0.34) ** 2 < 1;
    return head || shoulders;
  });
}

/** Red, green and blue (0–255) of a hue (degrees), saturation and lightness (0–1). */
function colour(hue: number, saturation: number, lightness: number): [number, number, number] {
  const channel = (offset: number): number => {
    const k = (offset + hue / 30) % 12;
    const share = saturation * Math.min(lightness, 1 - lightness);
    return Math.round(255 * (lightness - share * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}
