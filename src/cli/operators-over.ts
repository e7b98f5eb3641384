import { AuditRepository } from '../audit/audit.repository.js';
import { AuditVerifier } from '../audit/audit-verifier.js';
import type { Config } from '../config/config.js';
import { secretKeysIn } from '../config/secret-key.js';
import { KeyRing } from '../kernel/crypto/key-ring.js';
import type { Random } from '../kernel/random/random.js';
import { LoginThrottle } from '../operators/login-throttle.js';
import { OperatorRepository } from '../operators/operator.repository.js';
import { OperatorsService } from '../operators/operators.service.js';
import { Passwords } from '../operators/passwords.js';
import type { Workplace } from './command.js';
import { type Ground, sqlOn } from './database/change.js';

/** The operators, over a database that a command opened. */
export function operatorsOver(ground: Ground, config: Config, { random }: Workplace): OperatorsService {
  const sql = sqlOn(ground);
  const throttle = new LoginThrottle(sql, keysOf(config, random));
  return new OperatorsService(new OperatorRepository(sql), new Passwords(random), throttle, random);
}

/** Who looks whether the record of who did what is whole. */
export function verifierOver(ground: Ground, config: Config, { random }: Workplace): AuditVerifier {
  return new AuditVerifier(new AuditRepository(sqlOn(ground), keysOf(config, random)));
}

function keysOf(config: Config, random: Random): KeyRing {
  return new KeyRing(config.secretKeys ?? secretKeysIn(config.dataDir, random));
}
