import { Delete, Get, HttpCode, Param } from '@nestjs/common';
import { NothingHere } from '../../kernel/errors/problem.js';
import { ApiAnswer, ApiProblem, ApiRoute } from '../../kernel/http/api-docs.js';
import { CurrentOperator, OperatorMay } from '../../operators/operator.decorators.js';
import { type FoundOperatorSession, OperatorSessions } from '../../operators/operator-sessions.js';
import { AdminController } from '../admin.decorators.js';
import { sessionHandle } from '../admin.schemas.js';
import { CurrentTrail, type Trail } from '../audit-trail.js';
import { endedSessions, ownSessionOf, ownSessions } from './own-sessions.schemas.js';

const TAG = 'Session';

/** Where an operator is signed in, and the end of it. Everybody sees and ends their own, and nobody else's. */
@AdminController('me/sessions')
export class OwnSessionsController {
  constructor(private readonly sessions: OperatorSessions) {}

  @Get()
  @OperatorMay('self:use')
  @ApiRoute({ operationId: 'listOwnSessions', tag: TAG, summary: 'Where one is signed in' })
  @ApiAnswer(200, 'This session first, then the last used.', { schema: ownSessions })
  async list(@CurrentOperator() operator: FoundOperatorSession): Promise<object> {
    return { data: (await this.sessions.ownOf(operator)).map(ownSessionOf) };
  }

  @Delete()
  @HttpCode(200)
  @OperatorMay('self:use', { audit: 'operator.sessions_ended' })
  @ApiRoute({ operationId: 'endOtherSessions', tag: TAG, summary: 'End all of one’s sessions but this one' })
  @ApiAnswer(200, 'They are dead on every instance.', { schema: endedSessions })
  async endOthers(
    @CurrentOperator() operator: FoundOperatorSession,
    @CurrentTrail() trail: Trail,
  ): Promise<object> {
    const ended = await this.sessions.endOthers(operator);
    Object.assign(trail, { target: operator.name, detail: { ended } });
    return { ended };
  }

  @Delete(':handle')
  @HttpCode(204)
  @OperatorMay('self:use', { audit: 'operator.session_ended' })
  @ApiRoute({
    operationId: 'endOwnSession',
    tag: TAG,
    summary: 'End one of one’s sessions',
    description: 'Also the one that asks; signing out takes its cookie away as well.',
    params: { handle: sessionHandle },
  })
  @ApiAnswer(204, 'It is dead on every instance.')
  @ApiProblem(404, 'request.not_found', 'One has no such session.')
  async end(
    @CurrentOperator() operator: FoundOperatorSession,
    @Param('handle') handle: string,
    @CurrentTrail() trail: Trail,
  ): Promise<void> {
    if (!(await this.sessions.endOwn(operator, handle))) throw new NothingHere();
    Object.assign(trail, { target: operator.name, detail: { session: handle } });
  }
}
