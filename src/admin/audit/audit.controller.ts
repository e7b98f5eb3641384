import { Get, Query } from '@nestjs/common';
import { AuditRepository } from '../../audit/audit.repository.js';
import { AuditVerifier } from '../../audit/audit-verifier.js';
import { ApiAnswer, ApiRoute } from '../../kernel/http/api-docs.js';
import { queryOf } from '../../kernel/http/request-input.js';
import { OperatorMay } from '../../operators/operator.decorators.js';
import { AdminController } from '../admin.decorators.js';
import { auditLineOf, auditPage, auditQuery, auditVerdict } from './audit.schemas.js';

const TAG = 'Audit';

/** The record of who did what. */
@AdminController('audit')
export class AdminAuditController {
  constructor(
    private readonly rows: AuditRepository,
    private readonly verifier: AuditVerifier,
  ) {}

  @Get()
  @OperatorMay('audit:read')
  @ApiRoute({
    operationId: 'listAudit',
    tag: TAG,
    summary: 'Who did what, the newest first',
    query: auditQuery,
  })
  @ApiAnswer(200, 'A page of it.', { schema: auditPage })
  async list(@Query() query: unknown): Promise<object> {
    const { since, until, limit, ...filter } = queryOf(auditQuery, query);
    const lines = await this.rows.list({
      ...filter,
      since: since === undefined ? null : new Date(since),
      until: until === undefined ? null : new Date(until),
      limit: limit + 1,
    });
    const data = lines.slice(0, limit).map(auditLineOf);
    return { data, next: lines.length > limit ? data.at(-1)!.id : null };
  }

  @Get('verification')
  @OperatorMay('audit:read')
  @ApiRoute({ operationId: 'verifyAudit', tag: TAG, summary: 'Whether the record is whole' })
  @ApiAnswer(200, 'No line altered, none missing between two others.', { schema: auditVerdict })
  async verify(): Promise<object> {
    const { lines, fault, head } = await this.verifier.verify();
    return { whole: fault === null, lines, fault, head };
  }
}
