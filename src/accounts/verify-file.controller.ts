import { Controller, Get, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { NothingHere } from '../kernel/errors/problem.js';
import { Public } from '../kernel/http/access.decorators.js';
import { AccountsService } from './accounts.service.js';

/** `MP_verify_….txt` at the root, by which WeChat checks who owns the domain (网页授权域名). */
@Controller()
export class VerifyFileController {
  constructor(private readonly accounts: AccountsService) {}

  @Get('MP_verify_:tail.txt')
  @Public()
  async serve(@Param('tail') tail: string, @Res() response: Response): Promise<void> {
    const body = /^[0-9A-Za-z]{1,64}$/.test(tail)
      ? await this.accounts.verifyFile(`MP_verify_${tail}.txt`)
      : null;
    if (!body) throw new NothingHere();
    response.writeHead(200, {
      'content-type': 'text/plain',
      'content-length': body.length,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    response.end(body);
  }
}
