import type { IncomingMessage } from 'node:http';
import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Public } from '../../kernel/http/access.decorators.js';
import { PublicAddress } from '../../kernel/http/public-address.js';
import { cameFromOurPages } from '../access/same-origin.js';
import { SessionRequired } from '../login/login.errors.js';
import { SessionCookie } from './session.cookie.js';
import { SessionService } from './session.service.js';
import { viewOf } from './session.schemas.js';

/** Who is signed in, for pages and business services behind this server; and signing out. */
@Controller('auth')
export class SessionController {
  constructor(
    private readonly sessions: SessionService,
    private readonly cookie: SessionCookie,
    private readonly address: PublicAddress,
  ) {}

  @Get('session')
  @Public()
  async current(@Req() request: IncomingMessage, @Res() response: Response): Promise<void> {
    const id = this.cookie.read(request.headers.cookie);
    const found = await this.sessions.find(id);
    if (!found) throw new SessionRequired();
    if (found.renewed) response.appendHeader('set-cookie', this.cookie.write(id!));
    const body = JSON.stringify(viewOf(found.visitor));
    response.writeHead(200, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
      'Cache-Control': 'no-store',
      Vary: 'Cookie',
      'X-Content-Type-Options': 'nosniff',
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  @Post('logout')
  @Public()
  async logout(@Req() request: IncomingMessage, @Res() response: Response): Promise<void> {
    cameFromOurPages(request, this.address);
    await this.sessions.end(this.cookie.read(request.headers.cookie));
    response.writeHead(204, { 'Set-Cookie': this.cookie.clear(), 'Cache-Control': 'no-store' });
    response.end();
  }
}
