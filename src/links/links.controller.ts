import { Controller, Delete, Get, HttpCode, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import type { Account } from '../accounts/account.entity.js';
import { accountParam } from '../accounts/account.schemas.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { CallerScope, CurrentCaller } from '../callers/caller.decorators.js';
import type { Caller } from '../callers/caller.js';
import { Idempotent } from '../callers/idempotent.decorator.js';
import { ApiAnswer, ApiProblem, ApiRoute } from '../kernel/http/api-docs.js';
import { bodyOf, nothing, queryOf } from '../kernel/http/request-input.js';
import { LinkedOpenids } from './linked-openids.service.js';
import { LinkNeedsEveryAccount, NotLinked } from './links.errors.js';
import { linkedView, linkIdParam, linkView, newLink, openidParam } from './links.schemas.js';
import { LoginLinks } from './login-links.service.js';

const ONE_ACCOUNT = 'The key is for one account alone, and links join two.';

/** Links for callers: made, shown, undone. They concern two accounts, so that a key for one does not open them. */
@Controller('api/v1/accounts/:account')
export class LinksController {
  constructor(
    private readonly links: LoginLinks,
    private readonly linked: LinkedOpenids,
    private readonly accounts: AccountsService,
  ) {}

  @Post('links')
  @CallerScope('users:write')
  @Idempotent()
  @ApiRoute({
    operationId: 'makeLoginLink',
    tag: 'Linked openids',
    summary: 'Make a single-use link that joins two openids',
    description:
      'The account in the path authorizes whoever opens the link, and their openid there becomes known as the same person’s as `openid`, which is of another account (借用授权). Good once, for ten minutes; used up at the code exchange, not when it is opened. Send it to that one person, in the chat.',
    params: { account: accountParam },
    body: newLink,
  })
  @ApiAnswer(201, 'The link, to be given to that one person.', { schema: linkView })
  @ApiProblem(400, 'link.openid_unclear', 'Not exactly one other account knows this openid: add of_account.')
  @ApiProblem(400, 'link.account_cannot_authorize', 'The account in the path is no service account.')
  @ApiProblem(400, 'link.same_account', 'of_account is the account in the path.')
  @ApiProblem(400, 'link.return_to_refused', 'return_to leads where it must not.')
  @ApiProblem(403, 'link.needs_every_account', ONE_ACCOUNT)
  @ApiProblem(404, 'account.not_found', 'There is no such account.')
  async make(@Req() request: Request, @CurrentCaller() caller: Caller): Promise<z.output<typeof linkView>> {
    queryOf(nothing, request.query);
    const { openid, return_to: returnTo, of_account: named } = bodyOf(newLink, request.body);
    const at = await this.accountOf(request, caller);
    const account = await this.links.ownerOf(openid, at, named);
    const { url, expiresAt } = await this.links.make({ account, openid }, at, returnTo);
    request.res!.setHeader('Cache-Control', 'no-store');
    return { url, expires_at: expiresAt.toISOString() };
  }

  @Get('users/:openid/links')
  @CallerScope('users:read')
  @ApiRoute({
    operationId: 'listLinkedOpenids',
    tag: 'Linked openids',
    summary: 'The same person’s openids at other accounts',
    description: 'Joined by a link or an operator, or known by unionid; and the attempts that were refused.',
    params: { account: accountParam, openid: openidParam },
  })
  @ApiAnswer(200, 'What is linked to this openid; nothing where nothing is known.', { schema: linkedView })
  @ApiProblem(403, 'link.needs_every_account', ONE_ACCOUNT)
  @ApiProblem(404, 'account.not_found', 'There is no such account.')
  async list(@Req() request: Request, @CurrentCaller() caller: Caller): Promise<z.output<typeof linkedView>> {
    queryOf(nothing, request.query);
    const account = await this.accountOf(request, caller);
    const openid = request.params['openid'] as string;
    const linked = await this.linked.of(account, openid);
    const refused = await this.linked.refusedOf(account, openid);
    return {
      data: linked.map(({ account: other, linkedAt, ...rest }) => ({
        ...rest,
        account: other.key,
        linked_at: linkedAt?.toISOString() ?? null,
      })),
      refused: refused.map(({ account: other, at, ...rest }) => ({
        ...rest,
        account: other.key,
        at: at.toISOString(),
      })),
    };
  }

  @Delete('users/:openid/links/:id')
  @HttpCode(204)
  @CallerScope('users:write')
  @ApiRoute({
    operationId: 'undoLink',
    tag: 'Linked openids',
    summary: 'Take two linked openids apart',
    description:
      'Both users stay; only that they are one person is forgotten. What unionids say cannot be undone.',
    params: { account: accountParam, openid: openidParam, id: linkIdParam },
  })
  @ApiAnswer(204, 'They are no longer linked.')
  @ApiProblem(403, 'link.needs_every_account', ONE_ACCOUNT)
  @ApiProblem(404, 'link.not_linked', 'This openid has no such link.')
  @ApiProblem(404, 'account.not_found', 'There is no such account.')
  async undo(@Req() request: Request, @CurrentCaller() caller: Caller): Promise<void> {
    queryOf(nothing, request.query);
    bodyOf(nothing, request.body);
    const account = await this.accountOf(request, caller);
    const id = linkIdParam.safeParse(request.params['id']);
    if (!id.success) throw new NotLinked();
    await this.linked.undo(account, request.params['openid'] as string, id.data);
  }

  private async accountOf(request: Request, caller: Caller): Promise<Account> {
    if (caller.account) throw new LinkNeedsEveryAccount();
    return this.accounts.get(request.params['account'] as string);
  }
}
