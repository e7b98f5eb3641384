import { Injectable } from '@nestjs/common';
import { sha256 } from '../kernel/crypto/digest.js';
import { KeyRing } from '../kernel/crypto/key-ring.js';
import { KeyedMarks } from '../kernel/crypto/keyed-marks.js';
import { PersonMarks } from '../privacy/person-marks.js';

/** How a push is recognised without keeping what it says. */
@Injectable()
export class PushMarks {
  private readonly pushes: KeyedMarks;

  constructor(
    keys: KeyRing,
    private readonly persons: PersonMarks,
  ) {
    this.pushes = new KeyedMarks(keys, 'push-mark');
  }

  /** The mark to keep of a push's identity. */
  of(identity: string): Buffer {
    return this.pushes.of(identity).mark;
  }

  /** Every mark that it may have been given, under any key of the ring. */
  allOf(identity: string): Buffer[] {
    return this.pushes.all(identity).map(({ mark }) => mark);
  }

  /** The digest of timestamp and nonce; null of null. */
  ofQuery(signedQuery: string | null): Buffer | null {
    return signedQuery === null ? null : sha256(signedQuery);
  }

  /** The mark of an openid, by which erasure finds its pushes; null of null. */
  ofPerson(openid: string | null): Buffer | null {
    return openid === null ? null : this.persons.of(openid).mark;
  }
}
