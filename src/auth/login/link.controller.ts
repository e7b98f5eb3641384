import type { IncomingMessage } from 'node:http';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Public } from '../../kernel/http/access.decorators.js';
import { LoginLinks } from '../../links/login-links.service.js';
import { equalInConstantTime, sha256 } from '../../kernel/crypto/digest.js';
import { PageSender } from '../../pages/page-sender.js';
import { EntryService } from '../access/entry.service.js';
import { SessionCookie } from '../session/session.cookie.js';
import { SessionService } from '../session/session.service.js';

/** Where login links lead: through WeChat, at the account they were made for. Opening one uses nothing up. */
@Controller('auth/link')
export class LinkController {
  constructor(
    private readonly links: LoginLinks,
    private readonly entry: EntryService,
    private readonly pages: PageSender,
    private readonly cookie: SessionCookie,
    private readonly sessions: SessionService,
  ) {}

  @Get(':token')
  @Public()
  async open(
    @Req() request: IncomingMessage,
    @Res() response: Response,
    @Param('token') token: string,
    @Query('sure') sure: unknown,
  ): Promise<void> {
    const { at, of, returnTo, hash, url } = await this.links.open(token);
    const proof = await this.proofOf(token, request);
    const unsure = proof !== null && !(typeof sure === 'string' && equalInConstantTime(sure, proof));
    if (unsure || isUnasked(request)) {
      const address = `/auth/link/${token}`;
      const continueUrl = proof === null ? address : `${address}?sure=${proof}`;
      const model = { fromName: of.name, atName: at.name, continueUrl };
      return this.pages.send(request, response, 200, (pages, language) => pages.confirmLink(language, model));
    }
    const entry = { account: at, scope: 'snsapi_base' as const, returnTo, link: { hash, url } };
    const answer = await this.entry.lead(request, entry);
    answer(response);
  }

  /**
   * Whoever is signed in is somebody already, whom a forwarded link would join to whoever sent it: they say first that
   * it was meant for them. What our own page answers with is made of their session, which nobody else knows. Null:
   * nobody is signed in.
   */
  private async proofOf(token: string, request: IncomingMessage): Promise<string | null> {
    const session = this.cookie.read(request.headers.cookie);
    if (!(await this.sessions.find(session))) return null;
    return sha256(`${token} ${session}`).toString('hex').slice(0, 32);
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
