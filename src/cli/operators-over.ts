import type { DataSource } from 'typeorm';
import { AuditRepository } from '../audit/audit.repository.js';
import { AuditService } from '../audit/audit.service.js';
import { AuditVerifier } from '../audit/audit-verifier.js';
import type { Config } from '../config/config.js';
import { secretKeysIn } from '../config/secret-key.js';
import { Sql } from '../database/sql.js';
import { KeyRing } from '../kernel/crypto/key-ring.js';
import { LoginThrottle } from '../operators/login-throttle.js';
import { OperatorRepository } from '../operators/operator.repository.js';
import { OperatorsService } from '../operators/operators.service.js';
import { Passwords } from '../operators/passwords.js';
import { accountsOver, refuseForeignKey } from './accounts-over.js';
import type { Workplace } from './command.js';

/** The operators and the record, over a database that a command opened. */
export interface OpenOperators {
  readonly operators: OperatorsService;
  readonly audit: AuditService;
  readonly verifier: AuditVerifier;
}

/** @throws ConfigurationError when `SECRET_KEY` is another one than the server's: its lines would prove nothing */
export async function operatorsOver(
  dataSource: DataSource,
  config: Config,
  workplace: Workplace,
): Promise<OpenOperators> {
  const { random } = workplace;
  await refuseForeignKey(accountsOver(dataSource, config, workplace));
  const sql = new Sql(dataSource);
  const keys = new KeyRing(config.secretKeys ?? secretKeysIn(config.dataDir, random));
  const record = new AuditRepository(sql, keys);
  const rows = new OperatorRepository(sql);
  return {
    operators: new OperatorsService(rows, new Passwords(random), new LoginThrottle(sql, keys), random),
    audit: new AuditService(record),
    verifier: new AuditVerifier(record),
  };
}
