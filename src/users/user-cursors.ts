import { Injectable } from '@nestjs/common';
import { equalInConstantTime, hmacSha256 } from '../kernel/crypto/digest.js';
import { KeyRing } from '../kernel/crypto/key-ring.js';
import type { UserPosition } from './user-filter.js';

const PURPOSE = 'users/cursor';
/** Of the MAC; 16 bytes of it are beyond guessing. */
const MARK_CHARACTERS = 22;
const LONGEST = 512;

/**
 * Places in a list, given out and taken back: an opaque text that only we can make, and that is good for the list it was
 * made for and no other. Cursors outlive a change of `SECRET_KEY` as long as the key they were made with is in it.
 */
@Injectable()
export class UserCursors {
  /** One of each key of the ring, the current one first. */
  private readonly keys: readonly Buffer[];

  constructor(ring: KeyRing) {
    this.keys = ring.ids.map((id) => ring.derive(PURPOSE, ring.find(id)));
  }

  /** @param list what the place is in: account, filter and order, written the same way each time */
  write({ at, id }: UserPosition, list: string): string {
    const place = Buffer.from(JSON.stringify([at, id])).toString('base64url');
    return `${place}.${markOf(place, list, this.keys[0]!)}`;
  }

  /** The place, or null when the text is none of ours, or of another list. */
  read(cursor: string, list: string): UserPosition | null {
    if (cursor.length > LONGEST) return null;
    const [place = '', mark = ''] = cursor.split('.', 2);
    const ours = this.keys.some((key) => equalInConstantTime(markOf(place, list, key), mark));
    if (!ours || cursor !== `${place}.${mark}`) return null;
    const [at, id] = JSON.parse(Buffer.from(place, 'base64url').toString()) as [string | null, string];
    return { at, id };
  }
}

function markOf(place: string, list: string, key: Buffer): string {
  return hmacSha256(key, `${place}\n${list}`).toString('base64url').slice(0, MARK_CHARACTERS);
}
