import { Body, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiAnswer, ApiProblem, ApiRoute } from '../../kernel/http/api-docs.js';
import { bodyOf } from '../../kernel/http/request-input.js';
import { OperatorMay } from '../../operators/operator.decorators.js';
import { OperatorUnknown } from '../../operators/operators.errors.js';
import { OperatorsService } from '../../operators/operators.service.js';
import { AdminController } from '../admin.decorators.js';
import { uuidParam } from '../admin.schemas.js';
import { CurrentTrail, type Trail } from '../audit-trail.js';
import {
  operatorChange,
  operatorList,
  operatorPassword,
  operatorToAdd,
  operatorView,
  operatorViewOf,
} from './operators.schemas.js';

const TAG = 'Operators';
const UNKNOWN = 'There is no such operator.';

/** Who may sign in to the console. */
@AdminController('operators')
export class OperatorsController {
  constructor(private readonly operators: OperatorsService) {}

  @Get()
  @OperatorMay('operators:read')
  @ApiRoute({ operationId: 'listOperators', tag: TAG, summary: 'The operators, by name' })
  @ApiAnswer(200, 'All of them; those who are let in no more come last.', { schema: operatorList })
  async list(): Promise<object> {
    return { data: (await this.operators.list()).map(operatorViewOf) };
  }

  @Post()
  @OperatorMay('operators:write', { confirmed: true, audit: 'operator.added' })
  @ApiRoute({ operationId: 'addOperator', tag: TAG, summary: 'Let somebody in', body: operatorToAdd })
  @ApiAnswer(201, 'The operator is there.', { schema: operatorView })
  @ApiProblem(409, 'operator.taken', 'Another operator has this name.')
  async add(@Body() body: unknown, @CurrentTrail() trail: Trail): Promise<object> {
    const asked = bodyOf(operatorToAdd, body);
    const added = await this.operators.add(asked);
    Object.assign(trail, { target: added.name, detail: { role: added.role } });
    return operatorViewOf(added);
  }

  @Patch(':id')
  @OperatorMay('operators:write', { confirmed: true, audit: 'operator.changed' })
  @ApiRoute({
    operationId: 'changeOperator',
    tag: TAG,
    summary: 'Give another role, or let in no more, or again',
    params: { id: uuidParam },
    body: operatorChange,
  })
  @ApiAnswer(200, 'The operator as it is now.', { schema: operatorView })
  @ApiProblem(404, 'operator.not_found', UNKNOWN)
  @ApiProblem(409, 'operator.last_owner', 'This is the last owner.')
  async change(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentTrail() trail: Trail,
  ): Promise<object> {
    const asked = bodyOf(operatorChange, body);
    const before = await this.operators.get(idOf(id));
    const after = await this.operators.change(before.id, asked);
    Object.assign(trail, { target: after.name, detail: { before: sideOf(before), after: sideOf(after) } });
    return operatorViewOf(after);
  }

  @Post(':id/password')
  @HttpCode(204)
  @OperatorMay('operators:write', { confirmed: true, audit: 'operator.password_reset' })
  @ApiRoute({
    operationId: 'resetOperatorPassword',
    tag: TAG,
    summary: 'Give somebody another password',
    description: 'Their sessions end.',
    params: { id: uuidParam },
    body: operatorPassword,
  })
  @ApiAnswer(204, 'The new password counts.')
  @ApiProblem(404, 'operator.not_found', UNKNOWN)
  async resetPassword(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentTrail() trail: Trail,
  ): Promise<void> {
    const { password } = bodyOf(operatorPassword, body);
    const operator = await this.operators.get(idOf(id));
    trail.target = operator.name;
    await this.operators.setPassword(operator, password);
  }

  @Delete(':id/totp')
  @HttpCode(204)
  @OperatorMay('operators:write', { confirmed: true, audit: 'operator.codes_reset' })
  @ApiRoute({
    operationId: 'resetOperatorTotp',
    tag: TAG,
    summary: 'Ask somebody for one-time codes no more',
    description: 'For those who have lost phone and recovery codes.',
    params: { id: uuidParam },
  })
  @ApiAnswer(204, 'The password alone signs in again.')
  @ApiProblem(404, 'operator.not_found', UNKNOWN)
  async resetTotp(@Param('id') id: string, @CurrentTrail() trail: Trail): Promise<void> {
    const operator = await this.operators.get(idOf(id));
    trail.target = operator.name;
    await this.operators.endTotp(operator.id);
  }
}

/** What is no id names nobody. */
function idOf(text: string): string {
  if (!uuidParam.safeParse(text).success) throw new OperatorUnknown();
  return text;
}

function sideOf({ role, disabledAt }: { role: string; disabledAt: Date | null }): object {
  return { role, disabled: disabledAt !== null };
}
