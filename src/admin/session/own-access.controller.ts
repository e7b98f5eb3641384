import { Body, Delete, HttpCode, Post, Put } from '@nestjs/common';
import { ApiAnswer, ApiProblem, ApiRoute } from '../../kernel/http/api-docs.js';
import { bodyOf } from '../../kernel/http/request-input.js';
import { OneTimeCodes } from '../../operators/one-time-codes.js';
import { CurrentOperator, OperatorMay } from '../../operators/operator.decorators.js';
import type { FoundOperatorSession } from '../../operators/operator-sessions.js';
import { OperatorsService } from '../../operators/operators.service.js';
import { AdminController } from '../admin.decorators.js';
import { enrolmentView, firstCode, passwordChange, recoveryView } from './session.schemas.js';

const TAG = 'Session';

/** An operator's own password and one-time codes. */
@AdminController('session')
export class OwnAccessController {
  constructor(
    private readonly operators: OperatorsService,
    private readonly codes: OneTimeCodes,
  ) {}

  @Post('password')
  @HttpCode(204)
  @OperatorMay('self:use', { confirmed: true, audit: 'operator.password_changed' })
  @ApiRoute({
    operationId: 'changeOwnPassword',
    tag: TAG,
    summary: 'Change the own password',
    description: 'All other sessions of this operator end.',
    body: passwordChange,
  })
  @ApiAnswer(204, 'The new password counts.')
  async changePassword(
    @CurrentOperator() { operatorId: id, name, idHash }: FoundOperatorSession,
    @Body() body: unknown,
  ): Promise<void> {
    const { password } = bodyOf(passwordChange, body);
    await this.operators.setPassword({ id, name }, password, idHash);
  }

  @Post('totp')
  @HttpCode(200)
  @OperatorMay('self:use', { confirmed: true, audit: 'operator.codes_begun' })
  @ApiRoute({ operationId: 'beginTotp', tag: TAG, summary: 'Get a secret for an authenticator app' })
  @ApiAnswer(200, 'Codes are asked for once the first one was given.', { schema: enrolmentView })
  @ApiProblem(409, 'operator.codes_active', 'Codes are asked for already; switch them off first.')
  async beginTotp(@CurrentOperator() { operatorId }: FoundOperatorSession): Promise<object> {
    const { secret, uri, qrSvg } = await this.codes.begin(operatorId);
    return { secret, uri, qr_svg: qrSvg };
  }

  @Put('totp')
  @HttpCode(200)
  @OperatorMay('self:use', { audit: 'operator.codes_switched_on' })
  @ApiRoute({
    operationId: 'confirmTotp',
    tag: TAG,
    summary: 'Give the first code: from now on codes are asked for',
    body: firstCode,
  })
  @ApiAnswer(200, 'Recovery codes, each good once; shown this once.', { schema: recoveryView })
  @ApiProblem(401, 'operator.code_refused', 'This code is not valid, or was used before.')
  @ApiProblem(409, 'operator.no_enrolment', 'There is no secret that waits for its first code.')
  async confirmTotp(
    @CurrentOperator() { operatorId }: FoundOperatorSession,
    @Body() body: unknown,
  ): Promise<object> {
    const { code } = bodyOf(firstCode, body);
    return { recovery_codes: await this.codes.confirm(operatorId, code) };
  }

  @Delete('totp')
  @HttpCode(204)
  @OperatorMay('self:use', { confirmed: true, audit: 'operator.codes_switched_off' })
  @ApiRoute({ operationId: 'endTotp', tag: TAG, summary: 'Ask for one-time codes no more' })
  @ApiAnswer(204, 'The password alone signs in again.')
  async endTotp(@CurrentOperator() { operatorId }: FoundOperatorSession): Promise<void> {
    await this.operators.endTotp(operatorId);
  }
}
