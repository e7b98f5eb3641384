import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { NothingHere } from '../kernel/errors/problem.js';
import { Public } from '../kernel/http/access.decorators.js';
import { mayLook } from './may-look.js';
import { MetricsService } from './metrics.service.js';
import { MetricsSettings } from './metrics-settings.js';

/** For Prometheus, on this machine or with the token; to everybody else there is nothing here. */
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: MetricsService,
    private readonly settings: MetricsSettings,
  ) {}

  @Get()
  @Public()
  async read(@Req() request: Request, @Res() response: Response): Promise<void> {
    if (!mayLook(request, this.settings.token)) throw new NothingHere();
    const body = Buffer.from(await this.metrics.text());
    response.writeHead(200, {
      'Content-Type': this.metrics.type,
      'Content-Length': body.length,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }
}
