import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { z } from 'zod';
import { ApiHeader, ApiProblem } from '../kernel/http/api-docs.js';
import { IdempotentPosts } from './idempotent-posts.js';

const idempotencyKey = z
  .string()
  .min(1)
  .max(255)
  .meta({
    description:
      'A name of your own for this request, such as a UUID. Sent again within 24 hours with the same body, it is not done again: you get the first answer, with `Idempotent-Replayed: true`.',
    examples: ['8e03978e-40d5-43e8-bc93-6894a57f9324'],
  });

/**
 * A POST for callers that may be sent again under the same `Idempotency-Key` without being done again. Stands beside
 * `@CallerScope`; documents itself.
 */
export function Idempotent(): MethodDecorator {
  return applyDecorators(
    UseInterceptors(IdempotentPosts),
    ApiHeader('Idempotency-Key', idempotencyKey),
    ApiProblem(409, 'caller.request_in_flight', 'A request with this Idempotency-Key is being worked on.'),
    ApiProblem(422, 'caller.idempotency_key_reused', 'This Idempotency-Key came before with another body.'),
  );
}
