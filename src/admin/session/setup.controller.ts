import { Body, Get, HttpCode, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Public } from '../../kernel/http/access.decorators.js';
import { ApiAnswer, ApiProblem, ApiRoute } from '../../kernel/http/api-docs.js';
import { bodyOf } from '../../kernel/http/request-input.js';
import { FirstOperator } from '../../operators/first-operator.js';
import { OperatorSessionCookie } from '../../operators/operator-session.cookie.js';
import { OperatorSessions } from '../../operators/operator-sessions.js';
import { SetupGone } from '../../operators/operators.errors.js';
import { AdminController } from '../admin.decorators.js';
import { loginView, setup, setupToken, setupView } from './session.schemas.js';

const TAG = 'Session';
const GONE = 'The link was used, has lapsed, was never ours, or there is an operator already.';

/** The first operator, by the link that a server without operators prints at its start. */
@AdminController('setup')
export class SetupController {
  constructor(
    private readonly first: FirstOperator,
    private readonly sessions: OperatorSessions,
    private readonly cookie: OperatorSessionCookie,
  ) {}

  @Get()
  @Public()
  @ApiRoute({ operationId: 'getSetup', tag: TAG, summary: 'Whether the first operator is still to be made' })
  @ApiAnswer(200, 'Whether it is.', { schema: setupView })
  async state(): Promise<{ needed: boolean }> {
    return { needed: await this.first.isNeeded() };
  }

  @Post('check')
  @HttpCode(204)
  @Public()
  @ApiRoute({
    operationId: 'checkSetup',
    tag: TAG,
    summary: 'Whether a set-up link is good',
    body: setupToken,
  })
  @ApiAnswer(204, 'It is.')
  @ApiProblem(410, 'operator.setup_gone', GONE)
  async check(@Body() body: unknown): Promise<void> {
    if (!(await this.first.isGood(bodyOf(setupToken, body).token))) throw new SetupGone();
  }

  @Post()
  @Public()
  @ApiRoute({
    operationId: 'setUp',
    tag: TAG,
    summary: 'Make the first operator',
    description: 'An owner, who is signed in at once. The link works once.',
    body: setup,
  })
  @ApiAnswer(201, 'The operator is there and signed in.', { schema: loginView })
  @ApiProblem(410, 'operator.setup_gone', GONE)
  async setUp(@Body() body: unknown, @Res({ passthrough: true }) response: Response): Promise<object> {
    const { token, name, password } = bodyOf(setup, body);
    const operatorId = await this.first.accept(token, { name, password });
    const id = await this.sessions.open(operatorId, 'signed_in', null);
    response.appendHeader('set-cookie', this.cookie.write(id));
    return { state: 'signed_in' };
  }
}
