import { crc32, deflateSync } from 'node:zlib';

/** A square picture of two colours as a PNG. @param palette red, green and blue of the ground, then of what is drawn */
export function twoColourPng(
  pixels: number,
  palette: readonly number[],
  isDrawn: (x: number, y: number) => boolean,
): Buffer {
  const row = pixels + 1;
  const lines = Buffer.alloc(row * pixels);
  for (let y = 0; y < pixels; y += 1)
    for (let x = 0; x < pixels; x += 1) if (isDrawn(x, y)) lines[y * row + x + 1] = 1;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(pixels, 0);
  header.writeUInt32BE(pixels, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette)),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return frame;
}
