import { AuditRepository } from '../../src/audit/audit.repository.js';
import { AuditService } from '../../src/audit/audit.service.js';
import { SystemClock } from '../../src/kernel/clock/system-clock.js';
import type { KeyRing } from '../../src/kernel/crypto/key-ring.js';
import type { Sql } from '../../src/database/sql.js';
import { ErasureRepository } from '../../src/privacy/erasure.repository.js';
import { ErasureService } from '../../src/privacy/erasure.service.js';
import { ExportRepository } from '../../src/privacy/export.repository.js';
import { ExportService } from '../../src/privacy/export.service.js';
import { PersonMarks } from '../../src/privacy/person-marks.js';
import { SweepRepository } from '../../src/privacy/sweep.repository.js';
import { SweepService } from '../../src/privacy/sweep.service.js';
import { TombstoneKeeper } from '../../src/privacy/tombstone-keeper.js';
import { TombstoneRepository } from '../../src/privacy/tombstone.repository.js';
import { WithdrawalRepository } from '../../src/privacy/withdrawal.repository.js';
import { testKeys } from './an-account.js';
import { RecordingLog } from './recording-log.js';

/** The privacy room of one instance, over a database. */
export function aPrivacyRoom(sql: Sql, { file, keys = testKeys }: { file: string; keys?: KeyRing }) {
  const log = new RecordingLog();
  const marks = new PersonMarks(keys);
  const tombstones = new TombstoneRepository(sql);
  const keeper = new TombstoneKeeper({ file }, tombstones, log);
  const rows = new ErasureRepository(sql);
  const audit = new AuditService(new AuditRepository(sql, keys));
  return {
    log,
    keeper,
    tombstones,
    erasures: new ErasureService(rows, new WithdrawalRepository(sql), tombstones, keeper, marks, audit, log),
    exports: new ExportService(new ExportRepository(sql), marks, audit, new SystemClock()),
    sweeps: new SweepService(new SweepRepository(sql), rows, tombstones, marks, log),
  };
}

/** What {@link aPrivacyRoom} makes. */
export type APrivacyRoom = ReturnType<typeof aPrivacyRoom>;
