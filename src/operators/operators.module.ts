import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { FirstOperator } from './first-operator.js';
import { LoginThrottle } from './login-throttle.js';
import { OneTimeCodes } from './one-time-codes.js';
import { OperatorGate } from './operator.gate.js';
import { OperatorLoginService } from './operator-login.service.js';
import { OperatorRepository } from './operator.repository.js';
import { OperatorSessionCookie } from './operator-session.cookie.js';
import { OperatorSessionRepository } from './operator-session.repository.js';
import { OperatorSessions } from './operator-sessions.js';
import { OperatorsJob } from './operators.job.js';
import { OperatorsService } from './operators.service.js';
import { Passwords } from './passwords.js';

/** Operators: who they are, how they sign in to the console, and what each role may do there. */
@Module({
  imports: [AuditModule],
  providers: [
    FirstOperator,
    LoginThrottle,
    OneTimeCodes,
    OperatorGate,
    OperatorLoginService,
    OperatorRepository,
    OperatorSessionCookie,
    OperatorSessionRepository,
    OperatorSessions,
    OperatorsJob,
    OperatorsService,
    Passwords,
  ],
  exports: [
    FirstOperator,
    OneTimeCodes,
    OperatorGate,
    OperatorLoginService,
    OperatorRepository,
    OperatorSessionCookie,
    OperatorSessions,
    OperatorsService,
  ],
})
export class OperatorsModule {}
