import { applyDecorators, Controller, UseInterceptors } from '@nestjs/common';
import { AuditTrail } from './audit-trail.js';
import { ExpectedInput } from './expected-input.js';

/** A controller of the console's API, at `/admin/api/<path>`: what it does not know is refused, what is done there is recorded. */
export function AdminController(path: string): ClassDecorator {
  return applyDecorators(
    Controller(path === '' ? 'admin/api' : `admin/api/${path}`),
    UseInterceptors(ExpectedInput, AuditTrail),
  );
}
