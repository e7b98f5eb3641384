import { Module } from '@nestjs/common';
import { ApiKeyRepository } from './api-key.repository.js';
import { BadKeys } from './bad-keys.js';
import { CallerGate } from './caller.gate.js';
import { CallersJob } from './callers.job.js';
import { CallersService } from './callers.service.js';
import { KeyUse } from './key-use.js';
import { KnownCallers } from './known-callers.js';
import { RateLimits } from './rate-limits.js';

/** Callers of the API (backends): their keys, and the gate that knows them. */
@Module({
  providers: [
    ApiKeyRepository,
    BadKeys,
    CallerGate,
    CallersJob,
    CallersService,
    KeyUse,
    KnownCallers,
    RateLimits,
  ],
  exports: [CallerGate, CallersService],
})
export class CallersModule {}
