import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { AccountsModule } from '../accounts/accounts.module.js';
import { ConsentNotices } from './consent-notices.js';
import { ErasureRepository } from './erasure.repository.js';
import { ErasureService } from './erasure.service.js';
import { ExportRepository } from './export.repository.js';
import { ExportService } from './export.service.js';
import { PersonDataController } from './person-data.controller.js';
import { PersonMarks } from './person-marks.js';
import { RetentionJob } from './retention.job.js';
import { RetentionRepository } from './retention.repository.js';
import { RetentionService } from './retention.service.js';
import { SweepJob } from './sweep.job.js';
import { SweepRepository } from './sweep.repository.js';
import { SweepService } from './sweep.service.js';
import { SweepTurn } from './sweep-turn.js';
import { TombstoneKeeper } from './tombstone-keeper.js';
import { TombstoneRepository } from './tombstone.repository.js';
import { WithdrawalRepository } from './withdrawal.repository.js';

/**
 * What we owe the people we know: to show them what we hold, to forget it, and to keep nothing longer than needed. `TombstonesPlace`
 * and `RetentionSettings` come with the settings.
 */
@Module({
  imports: [AccountsModule, AuditModule],
  controllers: [PersonDataController],
  providers: [
    ConsentNotices,
    ErasureRepository,
    ErasureService,
    ExportRepository,
    ExportService,
    PersonMarks,
    RetentionJob,
    RetentionRepository,
    RetentionService,
    SweepJob,
    SweepRepository,
    SweepService,
    SweepTurn,
    TombstoneKeeper,
    TombstoneRepository,
    WithdrawalRepository,
  ],
  exports: [ConsentNotices, ErasureService, ExportService, PersonMarks],
})
export class PrivacyModule {}
