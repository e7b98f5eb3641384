import { Body, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { senderOf } from '../../callers/networks.js';
import { Public } from '../../kernel/http/access.decorators.js';
import { ApiAnswer, ApiProblem, ApiRoute } from '../../kernel/http/api-docs.js';
import { bodyOf } from '../../kernel/http/request-input.js';
import { CurrentOperator, OperatorMay } from '../../operators/operator.decorators.js';
import { BACKGROUND_HEADER } from '../../operators/operator.gate.js';
import { OperatorLoginService } from '../../operators/operator-login.service.js';
import { OperatorSessionCookie } from '../../operators/operator-session.cookie.js';
import { type FoundOperatorSession, OperatorSessions } from '../../operators/operator-sessions.js';
import { AdminController } from '../admin.decorators.js';
import {
  confirmation,
  credentials,
  loginCode,
  loginView,
  sessionState,
  sessionView,
  type SessionView,
  viewOf,
} from './session.schemas.js';

const TAG = 'Session';
const TRIES = 'Too many failed tries; `Retry-After` says how long to wait.';

/** Signing in to the console, and out. */
@AdminController('session')
export class AdminSessionController {
  constructor(
    private readonly logins: OperatorLoginService,
    private readonly sessions: OperatorSessions,
    private readonly cookie: OperatorSessionCookie,
  ) {}

  @Get()
  @OperatorMay('self:use', { halfway: true })
  @ApiRoute({ operationId: 'getSession', tag: TAG, summary: 'Who is signed in' })
  @ApiAnswer(200, 'The operator and what they may do.', { schema: sessionView })
  current(@CurrentOperator() operator: FoundOperatorSession): SessionView {
    return viewOf(operator);
  }

  @Get('state')
  @Public()
  @ApiRoute({
    operationId: 'getSessionState',
    tag: TAG,
    summary: 'Who is signed in, if anybody is',
    description: 'What a page asks first: that nobody is signed in yet is no failure there.',
  })
  @ApiAnswer(200, 'The session, or none.', { schema: sessionState })
  async state(@Req() { headers }: Request): Promise<{ session: SessionView | null }> {
    const inUse = headers[BACKGROUND_HEADER] === undefined;
    const found = await this.sessions.find(this.cookie.read(headers.cookie), inUse);
    return { session: found && viewOf(found) };
  }

  @Post()
  @HttpCode(200)
  @Public()
  @ApiRoute({
    operationId: 'logIn',
    tag: TAG,
    summary: 'Sign in with name and password',
    description: 'Sets the session cookie. In state `awaits_totp` it opens nothing yet: give the code next.',
    body: credentials,
  })
  @ApiAnswer(200, 'Signed in, or half.', { schema: loginView })
  @ApiProblem(401, 'operator.login_refused', 'Name and password do not go together.')
  @ApiProblem(429, 'operator.too_many_logins', TRIES)
  async logIn(
    @Body() body: unknown,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ state: string }> {
    const { name, password } = bodyOf(credentials, body);
    const opened = await this.logins.logIn({ name, password, ...this.browserOf(request) });
    return this.welcome(opened, response);
  }

  @Post('code')
  @HttpCode(200)
  @OperatorMay('self:use', { halfway: true })
  @ApiRoute({
    operationId: 'finishLogin',
    tag: TAG,
    summary: 'Finish signing in with a one-time code',
    body: loginCode,
  })
  @ApiAnswer(200, 'Signed in.', { schema: loginView })
  @ApiProblem(401, 'operator.code_refused', 'This code is not valid, or was used before.')
  @ApiProblem(429, 'operator.too_many_logins', TRIES)
  async finish(
    @CurrentOperator() half: FoundOperatorSession,
    @Body() body: unknown,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ state: string }> {
    const { code, recovery_code: recoveryCode } = bodyOf(loginCode, body);
    const proof = code === undefined ? { recoveryCode: recoveryCode! } : { code };
    return this.welcome(await this.logins.finish(half, proof, this.browserOf(request)), response);
  }

  @Post('confirmation')
  @HttpCode(204)
  @OperatorMay('self:use', { audit: 'operator.confirmed' })
  @ApiRoute({
    operationId: 'confirmPresence',
    tag: TAG,
    summary: 'Prove to be there, by password or code',
    description:
      'What is delicate asks for it (`operator.confirmation_required`); it holds for five minutes.',
    body: confirmation,
  })
  @ApiAnswer(204, 'For five minutes delicate things can be done.')
  @ApiProblem(403, 'operator.confirmation_refused', 'This is not your password.')
  @ApiProblem(401, 'operator.code_refused', 'This code is not valid, or was used before.')
  @ApiProblem(429, 'operator.too_many_logins', TRIES)
  async confirm(
    @CurrentOperator() operator: FoundOperatorSession,
    @Body() body: unknown,
    @Req() request: Request,
  ): Promise<void> {
    const { password, code } = bodyOf(confirmation, body);
    const proof = password === undefined ? { code: code! } : { password };
    await this.logins.confirm(operator, proof, senderOf(request.ip));
  }

  @Delete()
  @HttpCode(204)
  @OperatorMay('self:use', { halfway: true, audit: 'operator.signed_out' })
  @ApiRoute({ operationId: 'logOut', tag: TAG, summary: 'Sign out' })
  @ApiAnswer(204, 'The session is dead on every instance.')
  async logOut(
    @CurrentOperator() operator: FoundOperatorSession,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    await this.sessions.end(operator.idHash);
    response.appendHeader('set-cookie', this.cookie.clear());
  }

  private browserOf(request: Request): { from: string; replaces: string | null } {
    return { from: senderOf(request.ip), replaces: this.cookie.read(request.headers.cookie) };
  }

  private welcome({ id, state }: { id: string; state: string }, response: Response): { state: string } {
    response.appendHeader('set-cookie', this.cookie.write(id));
    return { state };
  }
}
