import type { IncomingMessage } from 'node:http';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Public } from '../../kernel/http/access.decorators.js';
import { LoginLinks } from '../../links/login-links.service.js';
import { PageSender } from '../../pages/page-sender.js';
import { EntryService } from '../access/entry.service.js';

/** Where login links lead: through WeChat, at the account they were made for. Opening one uses nothing up. */
@Controller('auth/link')
export class LinkController {
  constructor(
    private readonly links: LoginLinks,
    private readonly entry: EntryService,
    private readonly pages: PageSender,
  ) {}

  @Get(':token')
  @Public()
  async open(
    @Req() request: IncomingMessage,
    @Res() response: Response,
    @Param('token') token: string,
  ): Promise<void> {
    const { at, of, returnTo, hash, url } = await this.links.open(token);
    if (isUnasked(request)) {
      const model = { fromName: of.name, atName: at.name, continueUrl: `/auth/link/${token}` };
      return this.pages.send(request, response, 200, (pages, language) => pages.confirmLink(language, model));
    }
    const entry = { account: at, scope: 'snsapi_base' as const, returnTo, link: { hash, url } };
    const answer = await this.entry.lead(request, entry);
    answer(response);
  }
}

/**
 * Whether nobody may have tapped it: another site sends the browser here, or the browser fetches ahead. WeChat signs
 * people in without a word, so that a page elsewhere could join its visitors to an openid of its choice.
 */
function isUnasked({ headers }: IncomingMessage): boolean {
  const ahead = headers['sec-purpose'] ?? headers['purpose'] ?? headers['x-moz'];
  return headers['sec-fetch-site'] === 'cross-site' || /prefetch|preview/i.test(String(ahead ?? ''));
}
