import { Body, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { accountParam } from '../../accounts/account.schemas.js';
import { AccountsService } from '../../accounts/accounts.service.js';
import { ApiAnswer, ApiProblem, ApiRoute } from '../../kernel/http/api-docs.js';
import { bodyOf } from '../../kernel/http/request-input.js';
import { OperatorMay } from '../../operators/operator.decorators.js';
import { ReplyRulesService } from '../../replies/reply-rules.service.js';
import { AdminController } from '../admin.decorators.js';
import { CurrentTrail, type Trail } from '../audit-trail.js';
import { ruleId, ruleList, ruleOf, ruleToKeep, ruleView, ruleViewOf } from './reply-rules.schemas.js';

const TAG = 'Replies';
const UNKNOWN = 'There is no such account.';
const params = { account: accountParam };
const oneRule = { account: accountParam, id: ruleId };

/** The rules by which an account answers. */
@AdminController('accounts/:account/reply-rules')
export class AdminReplyRulesController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly rules: ReplyRulesService,
  ) {}

  @Get()
  @OperatorMay('replies:read')
  @ApiRoute({ operationId: 'listReplyRules', tag: TAG, summary: 'The rules of an account', params })
  @ApiAnswer(200, 'In the order in which they are tried.', { schema: ruleList })
  @ApiProblem(404, 'account.not_found', UNKNOWN)
  async list(@Param('account') key: string): Promise<object> {
    return { data: (await this.rules.list(await this.accounts.get(key))).map(ruleViewOf) };
  }

  @Post()
  @OperatorMay('replies:write', { audit: 'reply.added' })
  @ApiRoute({ operationId: 'addReplyRule', tag: TAG, summary: 'Add a rule', params, body: ruleToKeep })
  @ApiAnswer(201, 'It counts from the next message on.', { schema: ruleView })
  @ApiProblem(404, 'account.not_found', UNKNOWN)
  @ApiProblem(400, 'reply.too_long', 'Filled in, the text is longer than WeChat takes.')
  async add(
    @Param('account') key: string,
    @Body() body: unknown,
    @CurrentTrail() trail: Trail,
  ): Promise<object> {
    const rule = ruleOf(bodyOf(ruleToKeep, body));
    const added = ruleViewOf(await this.rules.create(await this.accounts.get(key), rule));
    Object.assign(trail, { target: added.id, detail: { after: added } });
    return added;
  }

  @Put(':id')
  @OperatorMay('replies:write', { audit: 'reply.changed' })
  @ApiRoute({
    operationId: 'changeReplyRule',
    tag: TAG,
    summary: 'Write a rule anew',
    params: oneRule,
    body: ruleToKeep,
  })
  @ApiAnswer(200, 'It counts from the next message on.', { schema: ruleView })
  @ApiProblem(404, 'account.not_found', UNKNOWN)
  @ApiProblem(404, 'reply.not_found', 'There is no such rule of this account.')
  async change(
    @Param('account') key: string,
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentTrail() trail: Trail,
  ): Promise<object> {
    const rule = ruleOf(bodyOf(ruleToKeep, body));
    const changed = ruleViewOf(await this.rules.update(await this.accounts.get(key), id, rule));
    trail.detail = { after: changed };
    return changed;
  }

  @Delete(':id')
  @HttpCode(204)
  @OperatorMay('replies:write', { audit: 'reply.removed' })
  @ApiRoute({ operationId: 'removeReplyRule', tag: TAG, summary: 'Remove a rule', params: oneRule })
  @ApiAnswer(204, 'It is gone.')
  @ApiProblem(404, 'account.not_found', UNKNOWN)
  @ApiProblem(404, 'reply.not_found', 'There is no such rule of this account.')
  async remove(@Param('account') key: string, @Param('id') id: string): Promise<void> {
    await this.rules.remove(await this.accounts.get(key), id);
  }
}
