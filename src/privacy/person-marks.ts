import { Injectable } from '@nestjs/common';
import { KeyRing } from '../kernel/crypto/key-ring.js';
import { KeyedMarks } from '../kernel/crypto/keyed-marks.js';

/**
 * The marks of openids: HMAC under a key derived from `SECRET_KEY`. They stand where an openid must be recognised after
 * it may no longer be kept: in the list of the erased, and in rows that outlive a person.
 */
@Injectable()
export class PersonMarks extends KeyedMarks {
  constructor(keys: KeyRing) {
    super(keys, 'person-mark');
  }
}
