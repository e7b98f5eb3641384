import { Controller, Delete, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { accountParam } from '../accounts/account.schemas.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { CallerScope, CurrentCaller } from '../callers/caller.decorators.js';
import type { Caller } from '../callers/caller.js';
import { ApiAnswer, ApiProblem, ApiRoute } from '../kernel/http/api-docs.js';
import { bodyOf, nothing, queryOf } from '../kernel/http/request-input.js';
import { ErasureService } from './erasure.service.js';
import { ExportService } from './export.service.js';
import { NothingHeld } from './privacy.errors.js';
import { exportView, openidParam, viewOf } from './privacy.schemas.js';

const EVER = new Date(0);
const PARAMS = { account: accountParam, openid: openidParam };
const TAG = 'Personal data';

/** What is held on one person, for callers: all of it shown, all of it erased. */
@Controller('api/v1/accounts/:account/users/:openid')
export class PersonDataController {
  constructor(
    private readonly erasures: ErasureService,
    private readonly exports: ExportService,
    private readonly accounts: AccountsService,
  ) {}

  @Get('export')
  @CallerScope('users:read')
  @ApiRoute({
    operationId: 'exportUser',
    tag: TAG,
    summary: 'Everything held on a person',
    description:
      'Every table that holds something under this openid, with what it is for and how long it is kept. Tokens and digests are named, not shown. What is held under the same person’s openids at other accounts is asked for there; a key for one account is not shown which openids those are.',
    params: PARAMS,
  })
  @ApiAnswer(200, 'What is held.', { schema: exportView })
  @ApiProblem(404, 'account.not_found', 'There is no such account.')
  @ApiProblem(404, 'privacy.nothing_held', 'Nothing is held on this openid.')
  async export(
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    queryOf(nothing, request.query);
    const account = await this.accounts.get(request.params['account'] as string);
    const held = await this.exports.exportOf(
      account,
      request.params['openid'] as string,
      `caller:${caller.name}`,
      // A key for one account is told nothing of the others.
      caller.account ? 'this-account' : 'every-account',
    );
    if (!held) throw new NothingHeld();
    response.setHeader('Cache-Control', 'no-store');
    response.status(200).json(viewOf(held));
  }

  @Delete()
  @CallerScope('users:write')
  @ApiRoute({
    operationId: 'eraseUser',
    tag: TAG,
    summary: 'Erase a person’s data',
    description:
      'Everything held under this openid goes at once, sessions and the token included, and a keyed tombstone keeps backups from bringing it back. Asked again, it answers 204 again. Somebody who comes back of their own will is a new user.',
    params: PARAMS,
  })
  @ApiAnswer(204, 'Nothing is held on this person any more.')
  @ApiProblem(404, 'account.not_found', 'There is no such account.')
  @ApiProblem(404, 'privacy.nothing_held', 'Nothing is held on this openid, and nothing was erased.')
  async erase(
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    queryOf(nothing, request.query);
    // Whoever sends more meant something else, and what is erased does not come back.
    bodyOf(nothing, request.body);
    const account = await this.accounts.get(request.params['account'] as string);
    const openid = request.params['openid'] as string;
    // Whoever got no answer asks again.
    const erased =
      (await this.erasures.erase(account, openid, 'caller', `caller:${caller.name}`)) ||
      (await this.erasures.erasedSince(account, openid, EVER));
    if (!erased) throw new NothingHeld();
    response.status(204).end();
  }
}
