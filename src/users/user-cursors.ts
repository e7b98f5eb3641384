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
  constructor(private readonly keys: KeyRing) {}

  /** @param list what the place is in: account, filter and order, written the same way each time */
  write({ at, id }: UserPosition, list: string): string {
    const place = Buffer.from(JSON.stringify([at, id])).toString('base64url');
    return `${place}.${this.markOf(place, list, this.keys.current.id)}`;
  }

  /** The place, or null when the text is none of ours, or of another list. */
  read(cursor: string, list: string): UserPosition | null {
    if (cursor.length > LONGEST) return null;
    const [place = '', mark = ''] = cursor.split('.', 2);
    const ours = this.keys.ids.some((id) => equalInConstantTime(this.markOf(place, list, id), mark));
    if (!ours || cursor !== `${place}.${mark}`) return null;
    const [at, id] = JSON.parse(Buffer.from(place, 'base64url').toString()) as [string | null, string];
    return { at, id };
  }

  private markOf(place: string, list: string, keyId: string): string {
    const key = this.keys.derive(PURPOSE, this.keys.find(keyId));
    return hmacSha256(key, `${place}\n${list}`).toString('base64url').slice(0, MARK_CHARACTERS);
  }
}
