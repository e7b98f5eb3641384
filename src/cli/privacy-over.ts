import path from 'node:path';
import type { DataSource } from 'typeorm';
import type { Config } from '../config/config.js';
import { secretKeysIn } from '../config/secret-key.js';
import { Sql } from '../database/sql.js';
import { KeyRing } from '../kernel/crypto/key-ring.js';
import { ErasureRepository } from '../privacy/erasure.repository.js';
import { PersonMarks } from '../privacy/person-marks.js';
import { SweepRepository } from '../privacy/sweep.repository.js';
import { SweepService } from '../privacy/sweep.service.js';
import { TombstoneKeeper } from '../privacy/tombstone-keeper.js';
import { TombstoneRepository } from '../privacy/tombstone.repository.js';
import type { Workplace } from './command.js';

/** The erased, over a database that a command opened. */
export interface OpenPrivacy {
  readonly tombstones: TombstoneRepository;
  readonly keeper: TombstoneKeeper;
  readonly sweeps: SweepService;
}

/** The server's own services; the file beside the database is the one in this machine's `DATA_DIR`. */
export function privacyOver(dataSource: DataSource, config: Config, { random, log }: Workplace): OpenPrivacy {
  const sql = new Sql(dataSource);
  const marks = new PersonMarks(new KeyRing(config.secretKeys ?? secretKeysIn(config.dataDir, random)));
  const tombstones = new TombstoneRepository(sql);
  const erasures = new ErasureRepository(sql);
  return {
    tombstones,
    keeper: new TombstoneKeeper({ file: path.join(config.dataDir, 'erasures') }, tombstones, log),
    sweeps: new SweepService(new SweepRepository(sql), erasures, tombstones, marks, log),
  };
}
