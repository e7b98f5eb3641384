import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { Body, Get, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { AccountsService } from '../../accounts/accounts.service.js';
import { Clock } from '../../kernel/clock/clock.js';
import { NothingHere } from '../../kernel/errors/problem.js';
import { ApiAnswer, ApiProblem, ApiRoute } from '../../kernel/http/api-docs.js';
import { bodyOf } from '../../kernel/http/request-input.js';
import { Log } from '../../kernel/logging/log.js';
import { CurrentOperator, OperatorMay } from '../../operators/operator.decorators.js';
import type { FoundOperatorSession } from '../../operators/operator-sessions.js';
import { userCsv } from '../../users/user-csv.js';
import { UserList } from '../../users/user-list.js';
import { AdminController } from '../admin.decorators.js';
import { CurrentTrail, type Trail } from '../audit-trail.js';
import { ExportTickets } from './export-tickets.js';
import { exportLink, exportToMake, filterOf } from './users.schemas.js';

const TAG = 'Users';
const ticketParam = z.string().meta({ description: 'What `makeUserExport` answered', examples: ['eyJ…'] });

/** Users as a table for spreadsheets: asked for on record, then fetched by a plain address. */
@AdminController('users/exports')
export class UserExportsController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly list: UserList,
    private readonly tickets: ExportTickets,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  @Post()
  @OperatorMay('users:export', { audit: 'users.exported' })
  @ApiRoute({
    operationId: 'makeUserExport',
    tag: TAG,
    summary: 'Ask for the users of a filter as CSV',
    body: exportToMake,
  })
  @ApiAnswer(201, 'Where to fetch it.', { schema: exportLink })
  @ApiProblem(404, 'account.not_found', 'There is no such account.')
  async make(
    @Body() body: unknown,
    @CurrentOperator() operator: FoundOperatorSession,
    @CurrentTrail() trail: Trail,
  ): Promise<object> {
    const asked = bodyOf(exportToMake, body);
    if (asked.account !== undefined) trail.account = (await this.accounts.get(asked.account)).key;
    const { q, account: _, ...recorded } = asked;
    // What was searched for may be an openid, or a name.
    trail.detail = { ...recorded, searched: q !== undefined };
    return { url: `/admin/api/users/exports/${this.tickets.make(JSON.stringify(asked), operator.idHash)}` };
  }

  @Get(':ticket')
  @OperatorMay('users:export')
  @ApiRoute({
    operationId: 'downloadUserExport',
    tag: TAG,
    summary: 'The table that was asked for',
    params: { ticket: ticketParam },
  })
  @ApiAnswer(200, 'CSV (RFC 4180, UTF-8 with a byte-order mark), as a stream.')
  @ApiProblem(404, 'request.not_found', 'The address was another session’s, or is older than a minute.')
  async download(
    @Param('ticket') ticket: string,
    @CurrentOperator() operator: FoundOperatorSession,
    @Res() response: Response,
  ): Promise<void> {
    const what = this.tickets.read(ticket, operator.idHash);
    if (what === null) throw new NothingHere();
    const asked = bodyOf(exportToMake, JSON.parse(what));
    const among = asked.account === undefined ? 'all' : await this.accounts.get(asked.account);
    const users = this.list.stream(among, filterOf(asked), asked.sort);
    const day = this.clock.now().toISOString().slice(0, 10);
    response.writeHead(200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="users-${day}.csv"`,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    });
    try {
      await pipeline(Readable.from(userCsv(users, asked.language)), response);
    } catch (error) {
      // The reader went away, or the database did: the answer is cut off, which the reader sees.
      this.log.warn('users.export_broken', { error });
    }
  }
}
