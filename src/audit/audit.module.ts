import { Module } from '@nestjs/common';
import { AuditRepository } from './audit.repository.js';
import { AuditService } from './audit.service.js';
import { AuditVerifier } from './audit-verifier.js';

/** Who did what, in a record that only grows. */
@Module({
  providers: [AuditRepository, AuditService, AuditVerifier],
  exports: [AuditRepository, AuditService, AuditVerifier],
})
export class AuditModule {}
