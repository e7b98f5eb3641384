import { Injectable } from '@nestjs/common';
import type { Sql } from '../database/sql.js';
import { Log } from '../kernel/logging/log.js';
import { ErasureRepository } from './erasure.repository.js';
import { HOLDINGS } from './holdings.js';
import { PersonMarks } from './person-marks.js';
import { type HeldPerson, strangerOf } from './person.js';
import { SweepRepository } from './sweep.repository.js';
import { TombstoneRepository } from './tombstone.repository.js';

/** What a sweep did. */
export interface Swept {
  /** People who had been erased, had come back with a backup, and are erased again. */
  readonly people: number;
  /** Keys of tombstones that are not in SECRET_KEY: whoever was marked with them cannot be recognised. */
  readonly unknownKeys: readonly string[];
}

/** Erases again whom a restored backup brought back: rows that are older than their own erasure. */
@Injectable()
export class SweepService {
  constructor(
    private readonly rows: SweepRepository,
    private readonly erasures: ErasureRepository,
    private readonly tombstones: TombstoneRepository,
    private readonly marks: PersonMarks,
    private readonly log: Log,
  ) {}

  /** Looks through every table with openids. Harmless on several instances at once, and while people sign in. */
  async sweep(): Promise<Swept> {
    if (!(await this.rows.hasTombstones())) return { people: 0, unknownKeys: [] };
    const used = await this.tombstones.keyIds();
    const unknownKeys = used.filter((keyId) => !this.marks.keyIds.includes(keyId));
    if (unknownKeys.length > 0) this.log.error('privacy.marks_unreadable', { keys: unknownKeys });
    let people = 0;
    for (const blocks of this.marks.blocks.filter(({ keyId }) => used.includes(keyId)))
      for (const holding of HOLDINGS)
        for (const place of holding.openids ?? [])
          for await (const found of this.rows.revived(holding, place, blocks))
            for (const { accountId, openid } of found) {
              if (await this.eraseAgain(accountId, openid)) people++;
            }
    if (people > 0) this.log.warn('privacy.revived_erased', { people });
    return { people, unknownKeys };
  }

  /** Another instance may have done so, and the person have come anew, since they were found. */
  private async eraseAgain(accountId: string, openid: string): Promise<boolean> {
    const stranger = strangerOf({ id: accountId }, openid, this.marks.all(openid));
    const due = (person: HeldPerson, sql: Sql): Promise<boolean> => this.rows.isRevived(sql, person);
    const { rows } = await this.erasures.erase(stranger, null, { due });
    return Object.keys(rows).length > 0;
  }
}
