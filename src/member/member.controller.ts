import type { IncomingMessage } from 'node:http';
import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { AccountsService } from '../accounts/accounts.service.js';
import { CurrentVisitor, RequireWechat } from '../auth/access/access.js';
import { loginUrl } from '../auth/access/login-url.js';
import type { Visitor } from '../auth/session/visitor.js';
import { NothingHere } from '../kernel/errors/problem.js';
import { sha256 } from '../kernel/crypto/digest.js';
import { PageSender } from '../pages/page-sender.js';
import { AvatarService } from './avatar.service.js';
import { MemberService } from './member.service.js';

/** The shipped business page: who you are here, what is known of you, and the way out. */
@Controller('me')
export class MemberController {
  constructor(
    private readonly members: MemberService,
    private readonly avatars: AvatarService,
    private readonly accounts: AccountsService,
    private readonly pages: PageSender,
  ) {}

  @Get()
  @RequireWechat('snsapi_base', { allowSnapshot: true })
  async show(
    @CurrentVisitor() visitor: Visitor,
    @Req() request: IncomingMessage,
    @Res() response: Response,
  ): Promise<void> {
    const account = await this.accounts.getById(visitor.accountId);
    const model = {
      accountName: account.name,
      openid: visitor.openid,
      nickname: visitor.nickname,
      avatarUrl: avatarPath(visitor.avatarUrl),
      subscribed: visitor.subscribed,
      scope: visitor.scope,
      snapshot: visitor.snapshot,
      expiresAt: visitor.expiresAt.toISOString(),
      profileUrl: loginUrl({ account: account.key, scope: profileScopeOf(account.kind), returnTo: '/me' }),
      refreshable: visitor.scope !== 'snsapi_base' && !visitor.snapshot,
      firstSeenAt: visitor.firstSeenAt?.toISOString() ?? null,
    };
    this.pages.send(request, response, 200, (pages, language) => pages.member(language, model));
  }

  /** Reads the profile anew with the visitor's own token. */
  @Post('profile')
  @RequireWechat('snsapi_base')
  async refresh(@CurrentVisitor() visitor: Visitor, @Res() response: Response): Promise<void> {
    const { nickname, avatarUrl } = await this.members.refreshProfile(visitor);
    response.setHeader('Cache-Control', 'no-store');
    response.status(200).json({ nickname, avatar_url: avatarPath(avatarUrl) });
  }

  /** The visitor's picture, from here rather than from WeChat's servers. */
  @Get('avatar')
  @RequireWechat('snsapi_base')
  async avatar(@CurrentVisitor() visitor: Visitor, @Res() response: Response): Promise<void> {
    const avatar = visitor.avatarUrl && (await this.avatars.fetch(visitor.avatarUrl));
    if (!avatar) throw new NothingHere();
    response.writeHead(200, {
      'Content-Type': avatar.type,
      'Content-Length': avatar.bytes.length,
      'Cache-Control': 'private, max-age=3600',
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'X-Content-Type-Options': 'nosniff',
    });
    response.end(avatar.bytes);
  }
}

/** Another picture has another address, so that a kept one is never shown for it. */
function avatarPath(address: string | null): string | null {
  return address && `/me/avatar?v=${sha256(address).toString('hex').slice(0, 8)}`;
}

function profileScopeOf(kind: string): 'snsapi_login' | 'snsapi_userinfo' {
  return kind === 'website' ? 'snsapi_login' : 'snsapi_userinfo';
}
