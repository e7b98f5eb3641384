import type { IncomingMessage } from 'node:http';
import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { AccountsService } from '../accounts/accounts.service.js';
import { CurrentVisitor, RequireWechat } from '../auth/access/access.js';
import { SessionCookie } from '../auth/session/session.cookie.js';
import type { Visitor } from '../auth/session/visitor.js';
import { NothingHere } from '../kernel/errors/problem.js';
import { PageSender } from '../pages/page-sender.js';
import { ErasureService } from '../privacy/erasure.service.js';
import { ExportService } from '../privacy/export.service.js';
import { viewOf } from '../privacy/privacy.schemas.js';

/** What we hold on a visitor, for themselves: to see, to take along, to have deleted. */
@Controller('me/data')
export class MemberDataController {
  constructor(
    private readonly erasures: ErasureService,
    private readonly exports: ExportService,
    private readonly accounts: AccountsService,
    private readonly cookie: SessionCookie,
    private readonly pages: PageSender,
  ) {}

  /** Says what deleting means; nothing is deleted yet. */
  @Get()
  @RequireWechat('snsapi_base')
  async show(
    @CurrentVisitor() visitor: Visitor,
    @Req() request: IncomingMessage,
    @Res() response: Response,
  ): Promise<void> {
    const { name: accountName } = await this.accounts.getById(visitor.accountId);
    this.pages.send(request, response, 200, (pages, language) => pages.data(language, { accountName }));
  }

  /** Everything, as text: WeChat's browser shows it and saves no files. Some times an hour. */
  @Get('export')
  @RequireWechat('snsapi_base')
  async export(@CurrentVisitor() visitor: Visitor, @Res() response: Response): Promise<void> {
    const account = await this.accounts.getById(visitor.accountId);
    const { openid, userId } = visitor;
    const held = openid && userId && (await this.exports.exportForVisitor(account, { openid, userId }));
    if (!held) throw new NothingHere();
    const body = Buffer.from(JSON.stringify(viewOf(held), null, 2), 'utf8');
    response.writeHead(200, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': body.length,
      'Content-Disposition': 'inline; filename="my-data.json"',
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    });
    response.end(body);
  }

  /** Deletes everything. The page does not lead back to a sign-in, which would make them known again. */
  @Post('delete')
  @RequireWechat('snsapi_base')
  async delete(
    @CurrentVisitor() visitor: Visitor,
    @Req() request: IncomingMessage,
    @Res() response: Response,
  ): Promise<void> {
    const account = await this.accounts.getById(visitor.accountId);
    if (visitor.openid) await this.erasures.erase(account, visitor.openid, 'visitor');
    response.appendHeader('Set-Cookie', this.cookie.clear());
    this.pages.send(request, response, 200, (pages, language) => pages.deleted(language));
  }
}
