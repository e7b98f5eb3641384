import { Global, Module } from '@nestjs/common';
import { OperatorDoor } from './auth/access/operator-door.js';
import { OperatorGate } from './operators/operator.gate.js';
import { OperatorsModule } from './operators/operators.module.js';

/** Hands the operators' gate to the guard of all routes, which lives below it. */
@Global()
@Module({
  imports: [OperatorsModule],
  providers: [{ provide: OperatorDoor, useExisting: OperatorGate }],
  exports: [OperatorDoor],
})
export class OperatorDoorModule {}
