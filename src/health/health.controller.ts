import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Public } from '../kernel/http/access.decorators.js';
import { HealthService } from './health.service.js';

/** For load balancers and supervisors. */
@Controller()
export class HealthController {
  constructor(private readonly health: HealthService) {}

  /** The process lives. */
  @Get('healthz')
  @Public()
  alive(@Res() response: Response): void {
    answer(response, 200, { status: 'ok' });
  }

  /** Requests can be served: the database answers and knows this version's tables. */
  @Get('readyz')
  @Public()
  async ready(@Res() response: Response): Promise<void> {
    const report = await this.health.report();
    answer(response, report.ready ? 200 : 503, {
      status: report.ready ? 'ready' : 'not ready',
      database: report.database,
      migrations: report.migrations,
    });
  }
}

function answer(response: Response, status: number, body: object): void {
  response.setHeader('Cache-Control', 'no-store');
  response.status(status).json(body);
}
